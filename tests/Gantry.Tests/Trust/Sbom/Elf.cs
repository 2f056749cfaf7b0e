using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Gantry.Tests.Trust.Sbom;

/// <summary>Makes ELF files of one section, as far as a reader of sections sees them.</summary>
internal static class Elf
{
    public static byte[] Of(string section, byte[] content)
    {
        var names = Encoding.ASCII.GetBytes($"\0{section}\0.shstrtab\0");
        var file = new byte[8192 + content.Length];
        "\u007fELF"u8.CopyTo(file);
        (file[4], file[5]) = (2, 1);
        const int Names = 256, Table = 1024, Content = 4096;
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(40), Table);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(58), 64);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(60), 3);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(62), 2);
        names.CopyTo(file, Names);
        content.CopyTo(file, Content);
        Header(1, 1, Content, content.Length);
        Header(2, section.Length + 2, Names, names.Length);
        return file;

        void Header(int index, int name, long offset, long size)
        {
            var header = file.AsSpan(Table + (64 * index), 64);
            BinaryPrimitives.WriteInt32LittleEndian(header, name);
            BinaryPrimitives.WriteInt64LittleEndian(header[24..], offset);
            BinaryPrimitives.WriteInt64LittleEndian(header[32..], size);
        }
    }

    /// <summary>As the Go linker has it since 1.18.</summary>
    public static byte[] Go(string version, string modules)
    {
        using var info = new MemoryStream();
        info.Write([0xff, .. " Go buildinf:"u8, 8, 2, .. new byte[16]]);
        foreach (var text in (string[])[version, modules])
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var length = bytes.Length;
            for (; length > 127; length >>= 7) info.WriteByte((byte)(length | 0x80));
            info.WriteByte((byte)length);
            info.Write(bytes);
        }

        return Of(".go.buildinfo", info.ToArray());
    }

    /// <summary>As cargo-auditable has it.</summary>
    public static byte[] Rust(string json)
    {
        using var packed = new MemoryStream();
        using (var writer = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) writer.Write(Encoding.UTF8.GetBytes(json));
        return Of(".dep-v0", packed.ToArray());
    }
}
