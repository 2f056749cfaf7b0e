using System.IO.Compression;
using Gantry.Trust.Sbom.Programs;
using Gantry.Trust.Sbom.Trees;

namespace Gantry.Trust.Sbom.Catalogs;

/// <summary>Programs that carry the list of what they are made of: those of Go, and those of Rust that cargo-auditable built.</summary>
internal sealed class BinaryCatalog : ICatalog
{
    private const int MostAudit = 8 << 20;

    public bool Wants(TreeFile file) => file is { Executable: true, Size: > 4096 and <= Limits.Binary } && !file.Path.EndsWith(".so", StringComparison.Ordinal);

    public IEnumerable<Component> Read(TreeFile file)
    {
        using var stream = file.Open();
        if (ElfFile.Read(stream) is not { } elf) return [];
        return [.. GoBuild.Read(elf), .. elf.Section(".dep-v0", MostAudit) is { } audit ? Audited(audit) : []];
    }

    private static List<Component> Audited(byte[] packed)
    {
        using var content = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var buffer = new MemoryStream();
        var chunk = new byte[16384];
        for (int read; (read = content.Read(chunk)) > 0;)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MostAudit) throw new InvalidDataException("has a list of crates that unpacks to more than it may");
        }

        using var document = JsonText.Parse(buffer.ToArray());
        return
        [
            .. JsonText.Items(document.RootElement, "packages").Where(p => JsonText.Text(p, "name") is not null && JsonText.Text(p, "version") is not null && JsonText.Text(p, "kind") != "build" && JsonText.Text(p, "source") != "local")
                .Select(p => new Component { Type = "cargo", Name = JsonText.Text(p, "name")!, Version = JsonText.Text(p, "version")! }),
        ];
    }
}
