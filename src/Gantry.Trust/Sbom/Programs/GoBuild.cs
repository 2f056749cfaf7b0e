using System.Buffers.Binary;
using System.Text;

namespace Gantry.Trust.Sbom.Programs;

/// <summary>What the Go linker writes into a program about what it is made of, as <c>go version -m</c> prints it.</summary>
internal static class GoBuild
{
    private const int Header = 32, Longest = 16 << 20;

    public static IEnumerable<Component> Read(ElfFile file)
    {
        if (file.Section(".go.buildinfo", Longest) is not { } info || info.Length < Header || !Magic(info)) yield break;
        var (version, modules) = (info[15] & 2) != 0 ? Inline(info) : Pointed(file, info);
        if (version is null) yield break;
        if (Toolchain(version) is { } toolchain) yield return new Component { Type = "golang", Name = "stdlib", Version = toolchain };
        foreach (var module in Modules(modules ?? "")) yield return module;
    }

    private static bool Magic(byte[] info) => info[0] == 0xff && info.AsSpan(1, 13).SequenceEqual(" Go buildinf:"u8);

    /// <summary>Since Go 1.18: two strings, each with its length before it.</summary>
    private static (string?, string?) Inline(byte[] info)
    {
        var at = Header;
        return (Next(info, ref at), Next(info, ref at));
    }

    private static string? Next(byte[] info, ref int at)
    {
        ulong length = 0;
        for (var shift = 0; ; shift += 7)
        {
            if (at >= info.Length || shift > 28) return null;
            var b = info[at++];
            length |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) break;
        }

        if (length > (ulong)(info.Length - at)) return null;
        var text = Encoding.UTF8.GetString(info, at, (int)length);
        at += (int)length;
        return text;
    }

    /// <summary>Before that: addresses of strings, which are an address and a length.</summary>
    private static (string?, string?) Pointed(ElfFile file, byte[] info)
    {
        var size = info[14];
        if (size is not (4 or 8)) return (null, null);
        long Number(ReadOnlySpan<byte> field) => (size, file.Big) switch
        {
            (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(field),
            (4, true) => BinaryPrimitives.ReadUInt32BigEndian(field),
            (_, false) => BinaryPrimitives.ReadInt64LittleEndian(field),
            _ => BinaryPrimitives.ReadInt64BigEndian(field),
        };
        string? At(long address)
        {
            if (file.AtAddress(address, 2 * size) is not { } header) return null;
            var length = Number(header.AsSpan(size, size));
            return length is >= 0 and <= Longest && file.AtAddress(Number(header.AsSpan(0, size)), length) is { } text ? Encoding.UTF8.GetString(text) : null;
        }

        return (At(Number(info.AsSpan(16, size))), At(Number(info.AsSpan(16 + size, size))));
    }

    /// <summary>Lines of fields with tabs between them; one with an arrow takes the place of the one before it.</summary>
    private static List<Component> Modules(string text)
    {
        var found = new List<Component>();
        foreach (var fields in text.Split('\n').Select(l => l.Split('\t')))
        {
            var at = Array.FindIndex(fields, f => f is "dep" or "mod" or "=>");
            if (at < 0 || fields.Length < at + 3) continue;
            if (fields[at] == "=>" && found.Count > 0) found.RemoveAt(found.Count - 1);
            if (fields[at + 2] is "(devel)" or "") continue;
            found.Add(new Component { Type = "golang", Name = fields[at + 1], Version = fields[at + 2] });
        }

        return found;
    }

    /// <summary><c>go1.22rc1</c> is written <c>1.22.0-rc.1</c> where versions are compared.</summary>
    private static string? Toolchain(string version)
    {
        if (!version.StartsWith("go", StringComparison.Ordinal)) return null;
        var text = version[2..].Split(' ')[0].Split('-')[0];
        var before = text.IndexOfAny(['r', 'b']);
        var numbers = before < 0 ? text : text[..before];
        while (numbers.Count(c => c == '.') < 2) numbers += ".0";
        return before < 0 ? numbers : $"{numbers}-{text[before..].Replace("rc", "rc.", StringComparison.Ordinal).Replace("beta", "beta.", StringComparison.Ordinal)}";
    }
}
