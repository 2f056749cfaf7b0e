using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace Gantry.Tests.Trust.Sbom;

/// <summary>Writes images as docker save and OCI layouts have them.</summary>
internal sealed class ImageMaker : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-image-");
    private readonly List<byte[]> layers = [];

    public string Folder => folder.FullName;

    public void Dispose() => folder.Delete(recursive: true);

    /// <param name="entries">Content by path; a path that ends with a slash is a folder, content that begins with an arrow a link to what follows.</param>
    public ImageMaker Layer(params (string Path, string Content)[] entries)
    {
        layers.Add(Tar([.. entries.Select(e => Entry(e.Path, e.Content))]));
        return this;
    }

    public ImageMaker Raw(byte[] layer)
    {
        layers.Add(layer);
        return this;
    }

    public static TarEntry Entry(string path, string content) =>
        path.EndsWith('/') ? new PaxTarEntry(TarEntryType.Directory, path)
        : content.StartsWith("→", StringComparison.Ordinal) ? new PaxTarEntry(TarEntryType.SymbolicLink, path) { LinkName = content[1..] }
        : content.StartsWith("=", StringComparison.Ordinal) ? new PaxTarEntry(TarEntryType.HardLink, path) { LinkName = content[1..] }
        : new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)), Mode = UnixFileMode.UserRead };

    public static byte[] Tar(params TarEntry[] entries)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true)) foreach (var entry in entries) writer.WriteEntry(entry);
        return stream.ToArray();
    }

    public string Docker(bool gzip = false)
    {
        var config = Encoding.UTF8.GetBytes("{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + string.Join(',', layers.Select(l => $"\"{Digest(l)}\"")) + "]}}");
        var names = Enumerable.Range(0, layers.Count).Select(i => $"{i}/layer.tar").ToList();
        var entries = new List<TarEntry> { Bytes("manifest.json", Encoding.UTF8.GetBytes($$"""[{"Config":"c.json","RepoTags":["shop/web:1"],"Layers":[{{string.Join(',', names.Select(n => $"\"{n}\""))}}]}]""")), Bytes("c.json", config) };
        for (var i = 0; i < layers.Count; i++) entries.Add(Bytes(names[i], gzip ? Gzip(layers[i]) : layers[i]));
        return Write("image.tar", Tar([.. entries]));
    }

    public string Oci()
    {
        var packed = layers.Select(Gzip).ToList();
        var config = Encoding.UTF8.GetBytes("{\"rootfs\":{\"diff_ids\":[" + string.Join(',', layers.Select(l => $"\"{Digest(l)}\"")) + "]}}");
        var manifest = Encoding.UTF8.GetBytes($$"""{"config":{"digest":"{{Digest(config)}}"},"layers":[{{string.Join(',', packed.Select(l => $$"""{"digest":"{{Digest(l)}}"}"""))}}]}""");
        var index = Encoding.UTF8.GetBytes($$"""{"manifests":[{"digest":"{{Digest(manifest)}}"}]}""");
        return Write("oci.tar", Tar([Bytes("index.json", index), .. packed.Append(config).Append(manifest).Select(b => Bytes("blobs/" + Digest(b).Replace(':', '/'), b))]));
    }

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public static byte[] Gzip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var packed = new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionLevel.Fastest)) packed.Write(content);
        return stream.ToArray();
    }

    public static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private static PaxTarEntry Bytes(string path, byte[] content) => new(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(content) };
}
