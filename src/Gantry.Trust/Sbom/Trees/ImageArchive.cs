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

        if (files.TryGetValue("manifest.json", out var manifest)) Docker(manifest);
        else if (files.TryGetValue("index.json", out var index)) Oci(index);
        else throw new InvalidDataException("it has neither a manifest.json nor an index.json");
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

    private void Docker(Blob manifest)
    {
        using var document = Json("manifest.json", manifest);
        if (document.RootElement.ValueKind != JsonValueKind.Array || document.RootElement.GetArrayLength() == 0) throw new InvalidDataException("its manifest.json names no image");
        var image = document.RootElement[0];
        var (config, digest) = Config(Text(image, "Config"), null);
        using (config)
        {
            if (!image.TryGetProperty("Layers", out var layers) || layers.ValueKind != JsonValueKind.Array) throw new InvalidDataException("its manifest.json names no layers");
            Digest = digest;
            Layers([.. layers.EnumerateArray().Select(l => (l.GetString() ?? "", (string?)null))], config.RootElement);
        }
    }

    private void Oci(Blob index)
    {
        var at = index;
        var name = "index.json";
        for (var depth = 0; depth < 4; depth++)
        {
            using var document = Json(name, at);
            if (document.RootElement.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object)
            {
                var (read, digest) = Config(Path(Text(config, "digest")), Text(config, "digest"));
                using (read)
                {
                    if (!document.RootElement.TryGetProperty("layers", out var listed) || listed.ValueKind != JsonValueKind.Array) throw new InvalidDataException("its manifest names no layers");
                    var layers = listed.EnumerateArray().Select(l => (Path(Text(l, "digest")), (string?)Text(l, "digest"))).ToList();
                    Digest = digest;
                    Layers(layers, read.RootElement);
                }

                return;
            }

            if (!document.RootElement.TryGetProperty("manifests", out var manifests) || manifests.ValueKind != JsonValueKind.Array) break;
            var chosen = Text(Choose(manifests), "digest");
            name = Path(chosen);
            at = Checked(name, chosen);
        }

        throw new InvalidDataException("its index leads to no image");
    }

    /// <summary>That for this machine's processor, else the first; what says that it is for no platform is no image.</summary>
    private static JsonElement Choose(JsonElement manifests)
    {
        var machine = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        string On(JsonElement manifest) => manifest.TryGetProperty("platform", out var platform) && platform.ValueKind == JsonValueKind.Object ? Text(platform, "architecture", "") : "";
        var images = manifests.EnumerateArray().Where(m => On(m) != "unknown").ToList();
        return images.Find(m => On(m) == machine) is { ValueKind: JsonValueKind.Object } own ? own
            : images.Count > 0 ? images[0] : throw new InvalidDataException("its index names no image");
    }

    private void Layers(List<(string Name, string? Digest)> layers, JsonElement config)
    {
        if (layers.Count > Limits.Layers) throw new InvalidDataException($"it has {layers.Count} layers, more than {Limits.Layers}");
        var stated = config.TryGetProperty("rootfs", out var rootfs) && rootfs.TryGetProperty("diff_ids", out var ids) && ids.ValueKind == JsonValueKind.Array
            ? ids.EnumerateArray().Select(i => i.GetString() ?? "").ToList() : [];
        if (stated.Count != layers.Count) throw new InvalidDataException($"its configuration names {stated.Count} layers and its manifest {layers.Count}");
        for (var i = 0; i < layers.Count; i++)
        {
            var blob = layers[i].Digest is { } digest ? Checked(layers[i].Name, digest) : Get(layers[i].Name);
            var plain = blob.Unpacked(layers[i].Name, ref budget, opened);
            if (stated[i].StartsWith("sha256:", StringComparison.Ordinal) && plain.Digest() != stated[i])
                throw new InvalidDataException($"layer {i + 1} of it is not the one that its configuration names ({stated[i]})");
            Tree.Add(plain, stated[i]);
        }
    }

    private (JsonDocument, string) Config(string name, string? digest)
    {
        var blob = digest is null ? Get(name) : Checked(name, digest);
        return (Json(name, blob), blob.Digest());
    }

    private Blob Checked(string name, string digest)
    {
        var blob = Get(name);
        return !digest.StartsWith("sha256:", StringComparison.Ordinal) || blob.Digest() == digest ? blob
            : throw new InvalidDataException($"{name} is not what its digest says");
    }

    /// <summary>Docker writes a layer that is there twice as a link to the first.</summary>
    private Blob Get(string name)
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
