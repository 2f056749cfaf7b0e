using System.Buffers.Binary;
using System.Text;

namespace Gantry.Trust.Sbom.Programs;

/// <summary>The sections of an ELF file, of which nothing is taken at its word.</summary>
internal sealed class ElfFile
{
    private readonly Stream stream;
    private readonly bool wide, big;
    private readonly List<(string Name, long Address, long Offset, long Size)> sections = [];

    private ElfFile(Stream stream, bool wide, bool big) => (this.stream, this.wide, this.big) = (stream, wide, big);

    /// <returns>Null for a file that is none, or has no sections that can be read.</returns>
    public static ElfFile? Read(Stream stream)
    {
        var head = new byte[64];
        if (stream.ReadAtLeast(head, 64, throwOnEndOfStream: false) < 64 || !head.AsSpan().StartsWith("\u007fELF"u8)) return null;
        if (head[4] is not (1 or 2) || head[5] is not (1 or 2)) return null;
        var file = new ElfFile(stream, head[4] == 2, head[5] == 2);
        return file.Sections(head) ? file : null;
    }

    /// <summary>The content of a section; null where there is none of the name, or it is larger than what is read of it.</summary>
    public byte[]? Section(string name, int limit)
    {
        var section = sections.Find(s => s.Name == name);
        return section.Name is null || section.Size > limit ? null : At(section.Offset, section.Size);
    }

    /// <summary>What lies at an address when the program runs.</summary>
    public byte[]? AtAddress(long address, long length)
    {
        var section = sections.Find(s => s.Address != 0 && address >= s.Address && address - s.Address < s.Size);
        return section.Name is null || length < 0 || length > section.Size - (address - section.Address) ? null : At(section.Offset + (address - section.Address), length);
    }

    public bool Big => big;

    private bool Sections(byte[] head)
    {
        var table = wide ? (long)Number(head.AsSpan(40, 8)) : (long)Number(head.AsSpan(32, 4));
        int size = (int)Number(head.AsSpan(wide ? 58 : 46, 2)), count = (int)Number(head.AsSpan(wide ? 60 : 48, 2)), names = (int)Number(head.AsSpan(wide ? 62 : 50, 2));
        if (size < (wide ? 64 : 40) || size > 256 || count == 0 || names >= count || At(table, (long)size * count) is not { } headers) return false;
        (long Name, long Address, long Offset, long Size) Header(int i)
        {
            var h = headers.AsSpan(i * size, size);
            return wide
                ? ((long)Number(h[..4]), (long)Number(h.Slice(16, 8)), (long)Number(h.Slice(24, 8)), (long)Number(h.Slice(32, 8)))
                : ((long)Number(h[..4]), (long)Number(h.Slice(12, 4)), (long)Number(h.Slice(16, 4)), (long)Number(h.Slice(20, 4)));
        }

        var strings = Header(names);
        if (strings.Size > 1 << 20 || At(strings.Offset, strings.Size) is not { } text) return false;
        for (var i = 0; i < count; i++)
        {
            var header = Header(i);
            if (header.Name < 0 || header.Name >= text.Length || header.Offset < 0 || header.Size < 0) continue;
            var name = text.AsSpan((int)header.Name);
            var end = name.IndexOf((byte)0);
            sections.Add((Encoding.UTF8.GetString(end < 0 ? name : name[..end]), header.Address, header.Offset, header.Size));
        }

        return true;
    }

    private byte[]? At(long offset, long length)
    {
        if (offset < 0 || length < 0 || length > 256 << 20 || offset > stream.Length - length) return null;
        stream.Position = offset;
        var content = new byte[length];
        stream.ReadExactly(content);
        return content;
    }

    private ulong Number(ReadOnlySpan<byte> field) => (field.Length, big) switch
    {
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(field),
        (2, true) => BinaryPrimitives.ReadUInt16BigEndian(field),
        (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(field),
        (4, true) => BinaryPrimitives.ReadUInt32BigEndian(field),
        (_, false) => BinaryPrimitives.ReadUInt64LittleEndian(field),
        _ => BinaryPrimitives.ReadUInt64BigEndian(field),
    };
}
