using Gantry.Resources;
using Gantry.Trust.Sbom.Trees;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Trust.Sbom;

/// <summary>
/// An archive of images that somebody takes apart as it comes from an engine, so that no layer is read twice: files with their digests, and
/// links between them. Looking at its images may be done by several at a time.
/// </summary>
public sealed class SavedArchive
{
    private readonly Dictionary<string, Blob> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    /// <param name="digest"><c>sha256:…</c>, computed by who took it in.</param>
    public void Add(string name, SafeFileHandle file, long length, string digest) => _files[Plain(name)] = new Blob(file, 0, length) { Known = digest };

    public void Link(string name, string target) => _links[Plain(name)] = target;

    /// <summary>The image of this id: the digest of its configuration, or of its manifest.</summary>
    public Outcome<SavedImage> Find(string id, string subject)
    {
        var archive = ImageArchive.Of(_files, _links);
        var found = BillMaker.Guarded(subject, () => archive.Find(id));
        return found.Problem is { } problem ? problem : new SavedImage(archive, found.Require(), subject);
    }

    private static string Plain(string name) => name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
}

/// <summary>An image in such an archive. Every digest that leads to one of its files has been compared, up to its id.</summary>
public sealed class SavedImage
{
    private readonly ImageArchive _archive;
    private readonly ImageContent _content;
    private readonly string _subject;

    internal SavedImage(ImageArchive archive, ImageContent content, string subject)
    {
        (_archive, _content, _subject) = (archive, content, subject);
        Config = archive.Get(content.Config) is var config ? new SavedFile(content.ConfigDigest, config.Length, "") : null!;
        Layers = [.. content.Layers.Select(l => archive.Get(l.File) is var blob ? new SavedFile(blob.Digest(), blob.Length, l.MediaType) : null!)];
    }

    public SavedFile Config { get; }

    /// <summary>The lowest first.</summary>
    public IReadOnlyList<SavedFile> Layers { get; }

    /// <summary>In OCI's form, where the archive has one.</summary>
    public byte[]? Manifest => _content.Manifest;

    /// <summary>Makes its bill. Once only.</summary>
    public Outcome<SoftwareBill> Bill() => BillMaker.Guarded(_subject, () =>
    {
        using (_archive)
        {
            _archive.Unpack(_content);
            return BillMaker.Of(_archive, _subject);
        }
    });
}

/// <summary>A file of an image.</summary>
/// <param name="MediaType">As its manifest says; empty where there is none.</param>
public sealed record SavedFile(string Digest, long Size, string MediaType);
