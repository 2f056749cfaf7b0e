namespace Responder;

/// <summary>Lines on a volume, with an owner: the file is locked for as long as the process lives.</summary>
internal sealed class Lines : IDisposable
{
    private readonly FileStream _file;
    private readonly Lock _gate = new();

    private Lines(FileStream file, int count) => (_file, Count) = (file, count);

    public int Count { get; private set; }

    /// <summary>Null when somebody else has it open.</summary>
    public static Lines? Open(string folder)
    {
        try
        {
            var file = new FileStream(Path.Combine(folder, "lines"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var count = 0;
            int next;
            while ((next = file.ReadByte()) >= 0) count += next == '\n' ? 1 : 0;
            return new Lines(file, count);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Append(string line)
    {
        lock (_gate)
        {
            _file.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
            _file.Flush(flushToDisk: false);
            Count++;
        }
    }

    public void Dispose() => _file.Dispose();
}
