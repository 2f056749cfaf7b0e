using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Trust.Sbom.Trees;

/// <summary>An image as <c>docker save</c> writes it, an OCI layout, or the files of a container as <c>docker export</c> writes them.</summary>
internal sealed class ImageArchive : IDisposable
{
    private readonly List<SafeFileHandle> opened = [];
    private readonly Dictionary<string, Blob> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> links = new(StringComparer.Ordinal);
    private long budget = Limits.Unpacked;

    public LayerTree Tree { get; } = new();

    /// <summary>The image's id: the digest of its configuration. Null for files without one.</summary>
    public string? Digest { get; private set; }

    /// <param name="path">A tar archive, also in gzip, or a folder that is an OCI layout.</param>
    /// <exception cref="InvalidDataException">It is no image, or one that is not what it says.</exception>
    public static ImageArchive Open(string path)
    {
        var image = new ImageArchive();
        try
        {
            image.Read(path);
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>An archive that was taken apart already. Its files are not disposed with it.</summary>
    internal static ImageArchive Of(IEnumerable<KeyValuePair<string, Blob>> files, IEnumerable<KeyValuePair<string, string>> links)
    {
        var image = new ImageArchive();
        foreach (var (name, file) in files) image.files[name] = file;
        foreach (var (name, link) in links) image.links[name] = link;
        return image;
    }

    public void Dispose()
    {
        foreach (var file in opened) file.Dispose();
    }

    private void Read(string path)
    {
        if (Directory.Exists(path))
        {
            foreach (var file in Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4, AttributesToSkip = FileAttributes.ReparsePoint }))
                files[System.IO.Path.GetRelativePath(path, file)] = Hold(file);
        }
        else
        {
            var whole = Hold(path).Unpacked("the archive", ref budget, opened);
            budget = Limits.Unpacked;
            if (!Index(whole))
            {
                Tree.Add(whole, whole.Digest());
                return;
            }
        }

        Unpack(Find(null));
    }

    private Blob Hold(string path)
    {
        var file = File.OpenHandle(path);
        opened.Add(file);
        return Blob.Whole(file);
    }

    /// <returns>False where it is a plain file system and no image.</returns>
    private bool Index(Blob archive)
    {
        var count = 0;
        foreach (var entry in TarIndex.Read(archive))
        {
            if (++count > Limits.Entries) throw new InvalidDataException($"it has more than {Limits.Entries} files");
            var name = entry.Path.StartsWith("./", StringComparison.Ordinal) ? entry.Path[2..] : entry.Path;
            if (entry.Type == '0') files[name] = archive with { Offset = archive.Offset + entry.Offset, Length = entry.Size };
            else if (entry.Type is '1' or '2') links[name] = entry.Link;
            if (count > 5000 && !files.ContainsKey("manifest.json") && !files.ContainsKey("index.json") && !files.Keys.Any(f => f.StartsWith("blobs/", StringComparison.Ordinal) || f.EndsWith("layer.tar", StringComparison.Ordinal))) return false;
        }

        return files.ContainsKey("manifest.json") || files.ContainsKey("index.json");
    }

    /// <summary>What of the archive is the image.</summary>
    /// <param name="id">The digest of its configuration or of its manifest; null for the first one.</param>
    /// <exception cref="InvalidDataException">It is not in it, or not what its digests say.</exception>
    public ImageContent Find(string? id)
    {
        var content = files.TryGetValue("index.json", out var index) && (id is not null || !files.ContainsKey("manifest.json")) ? Oci(index, id)
            : files.TryGetValue("manifest.json", out var manifest) ? Docker(manifest, id)
            : throw new InvalidDataException("it has neither a manifest.json nor an index.json");
        Digest = content.ConfigDigest;
        return id is null || id == content.ConfigDigest || id == content.ManifestDigest ? content
            : throw new InvalidDataException($"it is said to be {id} and is {content.ConfigDigest}");
    }

    private ImageContent Docker(Blob manifest, string? id)
    {
        using var document = Json("manifest.json", manifest);
        if (document.RootElement.ValueKind != JsonValueKind.Array || document.RootElement.GetArrayLength() == 0) throw new InvalidDataException("its manifest.json names no image");
        foreach (var image in document.RootElement.EnumerateArray())
        {
            var config = Text(image, "Config");
            var digest = Get(config).Digest();
            if (id is not null && digest != id) continue;
            if (!image.TryGetProperty("Layers", out var layers) || layers.ValueKind != JsonValueKind.Array) throw new InvalidDataException("its manifest.json names no layers");
            return Stated(new ImageContent(config, digest, [.. layers.EnumerateArray().Select(l => new ImageLayer(l.GetString() ?? "", null, ""))]), id is not null);
        }

        throw new InvalidDataException($"it does not have {id}");
    }

    private ImageContent Oci(Blob index, string? id)
    {
        var at = index;
        var name = "index.json";
        string? chosen = null;
        for (var depth = 0; depth < 4; depth++)
        {
            using var document = Json(name, at);
            if (document.RootElement.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object)
            {
                if (!document.RootElement.TryGetProperty("layers", out var listed) || listed.ValueKind != JsonValueKind.Array) throw new InvalidDataException("its manifest names no layers");
                var configured = Text(config, "digest");
                Checked(Path(configured), configured);
                return Stated(new ImageContent(Path(configured), configured, [.. listed.EnumerateArray().Select(l => new ImageLayer(Path(Text(l, "digest")), Text(l, "digest"), Text(l, "mediaType", "")))])
                {
                    Manifest = chosen is null ? null : at.Bytes(name, Limits.Json),
                    ManifestDigest = chosen,
                }, false);
            }

            if (!document.RootElement.TryGetProperty("manifests", out var manifests) || manifests.ValueKind != JsonValueKind.Array) break;
            chosen = Text(Choose(manifests, id), "digest");
            // An id may be that of an index: what it leads to is chosen by the processor.
            if (chosen == id) id = null;
            name = Path(chosen);
            at = Checked(name, chosen);
        }

        throw new InvalidDataException("its index leads to no image");
    }

    /// <summary>That for this machine's processor, else the first; what says that it is for no platform is no image.</summary>
    private JsonElement Choose(JsonElement manifests, string? id)
    {
        if (id is not null && manifests.EnumerateArray().FirstOrDefault(m => Text(m, "digest", "") is var digest && (digest == id || ConfigOf(digest) == id)) is { ValueKind: JsonValueKind.Object } wanted) return wanted;
        var machine = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        string On(JsonElement manifest) => manifest.TryGetProperty("platform", out var platform) && platform.ValueKind == JsonValueKind.Object ? Text(platform, "architecture", "") : "";
        var images = manifests.EnumerateArray().Where(m => On(m) != "unknown").ToList();
        return images.Find(m => On(m) == machine) is { ValueKind: JsonValueKind.Object } own ? own
            : images.Count > 0 ? images[0] : throw new InvalidDataException("its index names no image");
    }

    /// <summary>The digest of the configuration that a manifest names; null for what is no manifest that is here.</summary>
    private string? ConfigOf(string digest)
    {
        if (digest.Split(':') is not [_, _] || !files.TryGetValue(Path(digest), out var blob)) return null;
        using var manifest = Json(digest, blob);
        return manifest.RootElement.ValueKind == JsonValueKind.Object && manifest.RootElement.TryGetProperty("config", out var config) ? Text(config, "digest", "") : null;
    }

    /// <summary>With the digests of its unpacked layers, as its configuration names them.</summary>
    /// <param name="check">Layers that lie there unpacked are looked at now, and not when they are read.</param>
    private ImageContent Stated(ImageContent content, bool check)
    {
        if (content.Layers.Count > Limits.Layers) throw new InvalidDataException($"it has {content.Layers.Count} layers, more than {Limits.Layers}");
        using var config = Json(content.Config, Get(content.Config));
        var stated = config.RootElement.ValueKind == JsonValueKind.Object && config.RootElement.TryGetProperty("rootfs", out var rootfs) && rootfs.ValueKind == JsonValueKind.Object && rootfs.TryGetProperty("diff_ids", out var ids) && ids.ValueKind == JsonValueKind.Array
            ? ids.EnumerateArray().Select(i => i.GetString() ?? "").ToList() : [];
        if (stated.Count != content.Layers.Count) throw new InvalidDataException($"its configuration names {stated.Count} layers and its manifest {content.Layers.Count}");
        for (var i = 0; check && i < stated.Count; i++)
        {
            if (Get(content.Layers[i].File).Digest() != stated[i]) throw NotStated(i, stated[i]);
        }

        return content with { Unpacked = stated };
    }

    /// <summary>Lays its layers over each other.</summary>
    public void Unpack(ImageContent content)
    {
        for (var i = 0; i < content.Layers.Count; i++)
        {
            var (file, digest, _) = content.Layers[i];
            var blob = digest is not null ? Checked(file, digest) : Get(file);
            var plain = blob.Unpacked(file, ref budget, opened);
            if (content.Unpacked[i].StartsWith("sha256:", StringComparison.Ordinal) && plain.Digest() != content.Unpacked[i]) throw NotStated(i, content.Unpacked[i]);
            Tree.Add(plain, content.Unpacked[i]);
        }
    }

    private static InvalidDataException NotStated(int layer, string digest) => new($"layer {layer + 1} of it is not the one that its configuration names ({digest})");

    private Blob Checked(string name, string digest)
    {
        var blob = Get(name);
        return !digest.StartsWith("sha256:", StringComparison.Ordinal) || blob.Digest() == digest ? blob
            : throw new InvalidDataException($"{name} is not what its digest says");
    }

    /// <summary>Docker writes a layer that is there twice as a link to the first.</summary>
    public Blob Get(string name)
    {
        for (var i = 0; i < 5; i++)
        {
            if (files.TryGetValue(name, out var blob)) return blob;
            if (!links.TryGetValue(name, out var link)) break;
            var parts = (name.Contains('/') ? name[..name.LastIndexOf('/')] : "").Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
            foreach (var part in link.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                if (part == ".." && parts.Count > 0) parts.RemoveAt(parts.Count - 1);
                else if (part is not (".." or ".")) parts.Add(part);
            }

            name = string.Join('/', parts);
        }

        throw new InvalidDataException($"it names {name}, which is not in it");
    }

    private static string Path(string digest) => digest.Split(':') is [var algorithm, var hex] ? $"blobs/{algorithm}/{hex}" : throw new InvalidDataException($"'{digest}' is no digest");

    private static JsonDocument Json(string name, Blob blob)
    {
        try
        {
            return JsonDocument.Parse(blob.Bytes(name, Limits.Json), new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException)
        {
            throw new InvalidDataException($"{name} is not JSON");
        }
    }

    private static string Text(JsonElement holder, string name, string? missing = null) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()!
        : missing ?? throw new InvalidDataException($"its manifest has no {name}");
}
