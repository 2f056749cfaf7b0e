using Gantry.Trust.Advisories;

namespace Gantry.Server.Evidence;

/// <summary>The advisories that there are now. Whether they are other ones than before costs a look at the file's name.</summary>
internal sealed class AdvisoryView(string path)
{
    private readonly Lock _gate = new();
    private (DateTime Written, long Length) _seen;
    private AdvisoryState? _state;

    public string Folder => Path.GetDirectoryName(path)!;
    public string File => Path.GetFileName(path);

    /// <summary>Null while there are none that can be read.</summary>
    public AdvisoryState? State()
    {
        lock (_gate)
        {
            var file = new FileInfo(path);
            if (!file.Exists) return null;
            if (_seen == (file.LastWriteTimeUtc, file.Length)) return _state;
            using var opened = Open();
            (_seen, _state) = ((file.LastWriteTimeUtc, file.Length), opened?.State);
            return _state;
        }
    }

    public AdvisoryDatabase? Open() => AdvisoryDatabase.Open(path).Value;
}
