using System.Buffers.Binary;
using System.Text;

namespace Gantry.Tests.Engine.Bases;

/// <summary>Writes the smallest ELF files that a loader would take an interest in.</summary>
internal static class Elf
{
    public const ushort X64 = 62, Arm64 = 183;
    private const int Memory = 0x400000;

    public static byte[] Library(ushort machine = X64, string? interpreter = null, string? runPath = null, params string[] needed)
    {
        var table = new List<byte> { 0 };
        long Put(string text)
        {
            var at = table.Count;
            table.AddRange(Encoding.UTF8.GetBytes(text + '\0'));
            return at;
        }

        List<(long Tag, long Value)> entries = [.. needed.Select(n => (1L, Put(n)))];
        if (runPath is not null) entries.Add((29, Put(runPath)));
        var interpreterAt = interpreter is null ? 0 : Put(interpreter);

        const int headers = 64 + 3 * 56;
        var dynamicAt = headers;
        var tableAt = dynamicAt + (entries.Count + 3) * 16;
        entries.AddRange([(5, Memory + tableAt), (10, table.Count), (0, 0)]);

        var bytes = new byte[tableAt + table.Count];
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(bytes, 0);
        U16(16, 3);
        U16(18, machine);
        I64(32, 64);
        U16(54, 56);
        U16(56, 3);
        Segment(0, 1, 0, bytes.Length);
        Segment(1, 2, dynamicAt, entries.Count * 16);
        if (interpreter is not null) Segment(2, 3, tableAt + interpreterAt, interpreter.Length + 1);
        for (var i = 0; i < entries.Count; i++)
        {
            I64(dynamicAt + i * 16, entries[i].Tag);
            I64(dynamicAt + i * 16 + 8, entries[i].Value);
        }

        table.CopyTo(bytes, tableAt);
        return bytes;

        void U16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), value);
        void I64(int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), value);
        void Segment(int index, uint type, long offset, long size)
        {
            var at = 64 + index * 56;
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), type);
            I64(at + 8, offset);
            I64(at + 16, Memory + offset);
            I64(at + 32, size);
        }
    }
}
