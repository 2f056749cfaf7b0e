using System.Globalization;
using System.Runtime.InteropServices;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Engine.Deliveries;

/// <summary>
/// Deliveries as files under the platform's home: a folder for each container, which nobody but the platform's user may enter.
/// The engine mounts the files themselves, so that what is outside of a container cannot be reached through them. They are on
/// disk and not in memory because the engine starts containers again by itself, also after the machine was restarted.
/// </summary>
internal sealed partial class DeliveryFolder(string root) : IDeliveries
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int ReadableByAll = 0x124;

    public Task<Outcome<IReadOnlyList<string>>> PlaceAsync(string container, IReadOnlyList<FileDefinition> files, CancellationToken cancel)
    {
        try
        {
            var folder = Path.Combine(root, container);
            Directory.CreateDirectory(root, Owner);
            Directory.CreateDirectory(folder, Owner);
            var paths = new List<string>();
            foreach (var (i, file) in files.Index())
            {
                var path = Path.Combine(folder, i.ToString(CultureInfo.InvariantCulture));
                if (!IsThere(path, file) && Write(path, file) is { } problem) return Task.FromResult<Outcome<IReadOnlyList<string>>>(problem with { Place = container });
                paths.Add(path);
            }
            return Task.FromResult(new Outcome<IReadOnlyList<string>>(paths, null));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult<Outcome<IReadOnlyList<string>>>(new Problem(container, EngineCodes.NotDelivered,
                $"Its configs and secrets cannot be written under {root}: {e.Message}", "See that the disk has room (`df -h`) and that the platform's user may write there; Gantry tries again by itself."));
        }
    }

    public Task RemoveAsync(string container, CancellationToken cancel)
    {
        var folder = Path.Combine(root, container);
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next sweep tries again.
        }
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<string>>(
        Directory.Exists(root) ? [.. Directory.EnumerateDirectories(root).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)] : []);

    private static bool IsThere(string path, FileDefinition file) =>
        File.Exists(path) && File.GetUnixFileMode(path) == Mode(file) && File.ReadAllBytes(path).AsSpan().SequenceEqual(Convert.FromBase64String(file.Content));

    /// <summary>Complete under another name first, so that no container ever gets half of it.</summary>
    private static Problem? Write(string path, FileDefinition file)
    {
        var draft = path + ".new";
        File.Delete(draft);
        using (var stream = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            stream.Write(Convert.FromBase64String(file.Content));
            stream.Flush(flushToDisk: true);
        }
        if ((file.Uid is not null || file.Gid is not null) && ChangeOwner(draft, file.Uid ?? -1, file.Gid ?? -1) != 0)
        {
            return new Problem(path, EngineCodes.NotDelivered,
                $"The {file.Kind.ToString().ToLowerInvariant()} {file.Name} cannot be given to user {file.Uid} and group {file.Gid}.",
                "Run the platform as root, or remove 'uid' and 'gid' and give a 'mode' such as 0444.");
        }
        File.SetUnixFileMode(draft, Mode(file));
        File.Move(draft, path, overwrite: true);
        return null;
    }

    private static UnixFileMode Mode(FileDefinition file) => (UnixFileMode)(file.Mode ?? ReadableByAll);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, int user, int group);
}
