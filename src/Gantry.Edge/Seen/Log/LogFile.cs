namespace Gantry.Edge.Seen.Log;

/// <summary>
/// The file. When it is full the older ones move on by a number, and the oldest is gone. If somebody moves it away it is made anew
/// within a second, so that tools that rotate logs need not tell anybody.
/// </summary>
internal sealed class LogFile(string path, long most, TimeProvider time) : IDisposable
{
    /// <summary>Beside the one that is written.</summary>
    public const int Kept = 4;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private FileStream? file;
    private long looked;

    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Write(ReadOnlySpan<byte> lines)
    {
        if (file is not null && time.GetElapsedTime(looked) >= Look && HasMoved()) Close();
        if (file is not null && file.Length + lines.Length > most) Rotate();
        file ??= Open();
        file.Write(lines);
        file.Flush();
    }

    public void Dispose() => Close();

    private FileStream Open()
    {
        looked = time.GetTimestamp();
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }

    private bool HasMoved()
    {
        looked = time.GetTimestamp();
        // Of the file that is open the length is known; another one at its place is as long only by chance, and then within the next second.
        return !File.Exists(path) || new FileInfo(path).Length != file!.Length;
    }

    private void Rotate()
    {
        Close();
        for (var number = Kept - 1; number >= 1; number--)
        {
            if (File.Exists($"{path}.{number}")) File.Move($"{path}.{number}", $"{path}.{number + 1}", overwrite: true);
        }
        if (File.Exists(path)) File.Move(path, $"{path}.1", overwrite: true);
    }

    private void Close()
    {
        file?.Dispose();
        file = null;
    }
}
