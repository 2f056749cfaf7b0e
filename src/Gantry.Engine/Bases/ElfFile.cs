using System.Buffers.Binary;
using System.Text;

namespace Gantry.Engine.Bases;

/// <summary>
/// What a loader needs to know of a program or library: which others it asks for, and who loads it. Reads the dynamic section of
/// 64-bit little-endian ELF files (System V ABI, chapters 4 and 5), which covers x64 and arm64.
/// </summary>
/// <param name="Machine">The processor (<c>e_machine</c>): 62 for x64, 183 for arm64.</param>
/// <param name="Interpreter">The loader of a program (<c>/lib64/ld-linux-x86-64.so.2</c>); null for libraries and static programs.</param>
/// <param name="Needed">Names of the libraries it asks for, in order.</param>
/// <param name="RunPath">Where it wants them looked for first; entries may hold <c>$ORIGIN</c>.</param>
public sealed record ElfFile(ushort Machine, string? Interpreter, IReadOnlyList<string> Needed, IReadOnlyList<string> RunPath)
{
    private const uint Load = 1, Dynamic = 2, Interp = 3;
    private const long End = 0, NeededTag = 1, StringTable = 5, StringSize = 10, RPath = 15, RunPathTag = 29;
    private const int Sane = 1 << 20;

    private readonly record struct Segment(uint Type, long Offset, long Address, long Size);

    /// <returns>Null when the file is no 64-bit little-endian ELF file, or is damaged.</returns>
    public static ElfFile? TryRead(string path)
    {
        using var file = File.OpenHandle(path);
        var header = Bytes(file, 0, 64);
        if (header is null || !header.AsSpan(0, 6).SequenceEqual<byte>([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1])) return null;

        var machine = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(18));
        var segments = Segments(file, header);
        if (segments is null) return null;

        var interpreter = segments.Where(s => s.Type == Interp).Select(s => Text(Bytes(file, s.Offset, s.Size), 0)).FirstOrDefault();
        if (segments.FirstOrDefault(s => s.Type == Dynamic) is not { Size: > 0 } dynamic) return new(machine, interpreter, [], []);

        var entries = Entries(Bytes(file, dynamic.Offset, dynamic.Size));
        var table = Strings(file, segments, entries);
        return table is null ? null : new(machine, interpreter, [.. All(NeededTag)], [.. All(RPath).Concat(All(RunPathTag)).SelectMany(p => p.Split(':'))]);

        IEnumerable<string> All(long tag) => entries.Where(e => e.Tag == tag).Select(e => Text(table, e.Value)).OfType<string>();
    }

    private static List<Segment>? Segments(Microsoft.Win32.SafeHandles.SafeFileHandle file, byte[] header)
    {
        var offset = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(32));
        int size = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(54)), count = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(56));
        if (size < 56 || Bytes(file, offset, (long)size * count) is not { } table) return null;

        var segments = new List<Segment>(count);
        for (var at = 0; at < table.Length; at += size)
        {
            var row = table.AsSpan(at, size);
            segments.Add(new Segment(
                BinaryPrimitives.ReadUInt32LittleEndian(row),
                BinaryPrimitives.ReadInt64LittleEndian(row[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(row[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(row[32..])));
        }

        return segments;
    }

    private static List<(long Tag, long Value)> Entries(byte[]? section)
    {
        var entries = new List<(long, long)>();
        for (var at = 0; section is not null && at + 16 <= section.Length; at += 16)
        {
            var tag = BinaryPrimitives.ReadInt64LittleEndian(section.AsSpan(at));
            if (tag == End) break;
            entries.Add((tag, BinaryPrimitives.ReadInt64LittleEndian(section.AsSpan(at + 8))));
        }

        return entries;
    }

    /// <summary>The dynamic section gives the string table's address in memory; the segments say where in the file that is.</summary>
    private static byte[]? Strings(Microsoft.Win32.SafeHandles.SafeFileHandle file, List<Segment> segments, List<(long Tag, long Value)> entries)
    {
        var address = entries.FirstOrDefault(e => e.Tag == StringTable).Value;
        var size = entries.FirstOrDefault(e => e.Tag == StringSize).Value;
        var home = segments.FirstOrDefault(s => s.Type == Load && s.Address <= address && address < s.Address + s.Size);
        return home.Size == 0 ? null : Bytes(file, home.Offset + (address - home.Address), size);
    }

    private static byte[]? Bytes(Microsoft.Win32.SafeHandles.SafeFileHandle file, long offset, long count)
    {
        if (offset < 0 || count is <= 0 or > Sane) return null;
        var bytes = new byte[count];
        return RandomAccess.Read(file, bytes, offset) == count ? bytes : null;
    }

    private static string? Text(byte[]? table, long at)
    {
        if (table is null || at < 0 || at >= table.Length) return null;
        var rest = table.AsSpan((int)at);
        var end = rest.IndexOf((byte)0);
        return end < 0 ? null : Encoding.UTF8.GetString(rest[..end]);
    }
}
