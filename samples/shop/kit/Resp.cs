using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Shop;

/// <summary>A reply that is a word and not data, such as OK.</summary>
public sealed record Status(string Text);

/// <summary>A reply that says what was wrong with the command.</summary>
public sealed record Complaint(string Text);

/// <summary>
/// The protocol that Redis speaks (RESP2), as far as a shop needs it. A value is a string, a long, null, a list of values,
/// a <see cref="Status"/> or a <see cref="Complaint"/>; a command is a list of strings.
/// </summary>
public static class Resp
{
    private const int LongestLine = 64 * 1024, LargestBulk = 16 * 1024 * 1024;

    /// <summary>Reads one value.</summary>
    /// <exception cref="EndOfStreamException">The other side has closed the connection, between values or within one.</exception>
    /// <exception cref="InvalidDataException">This is not RESP.</exception>
    public static async ValueTask<object?> ReadAsync(PipeReader pipe, CancellationToken cancel)
    {
        while (true)
        {
            var read = await pipe.ReadAsync(cancel);
            if (TryRead(read.Buffer, out var value, out var end))
            {
                pipe.AdvanceTo(end);
                return value;
            }

            pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted) throw new EndOfStreamException();
        }
    }

    /// <returns>False when there is not a whole value yet.</returns>
    public static bool TryRead(ReadOnlySequence<byte> bytes, out object? value, out SequencePosition end)
    {
        var reader = new SequenceReader<byte>(bytes);
        var whole = TryRead(ref reader, out value);
        end = reader.Position;
        return whole;
    }

    private static bool TryRead(ref SequenceReader<byte> reader, out object? value)
    {
        value = null;
        if (!reader.TryReadTo(out ReadOnlySequence<byte> bytes, "\r\n"u8))
            return reader.Remaining > LongestLine ? throw new InvalidDataException("A line without an end") : false;

        var line = Encoding.UTF8.GetString(bytes);
        var rest = line.Length > 0 ? line[1..] : "";
        switch (line.Length > 0 ? line[0] : ' ')
        {
            case '+': value = new Status(rest); return true;
            case '-': value = new Complaint(rest); return true;
            case ':': value = Number(rest); return true;
            case '$': return Number(rest) is var size and >= 0 ? TryReadBulk(ref reader, size, out value) : true;
            case '*': return Number(rest) is var count and >= 0 ? TryReadList(ref reader, count, out value) : true;
            default: value = line.Split(' ', StringSplitOptions.RemoveEmptyEntries); return true; // typed by a person with nc
        }
    }

    private static bool TryReadBulk(ref SequenceReader<byte> reader, long size, out object? value)
    {
        value = null;
        if (size > LargestBulk) throw new InvalidDataException("A string too large");
        if (reader.Remaining < size + 2) return false;
        value = Encoding.UTF8.GetString(reader.UnreadSequence.Slice(0, size));
        reader.Advance(size + 2);
        return true;
    }

    private static bool TryReadList(ref SequenceReader<byte> reader, long count, out object? value)
    {
        var items = new List<object?>();
        value = items;
        for (; count > 0; count--)
        {
            if (!TryRead(ref reader, out var item)) return false;
            items.Add(item);
        }

        return true;
    }

    private static long Number(string text) => long.TryParse(text, out var number) ? number : throw new InvalidDataException("Not a number");

    public static void Write(IBufferWriter<byte> output, object? value)
    {
        switch (value)
        {
            case null: Put("$-1\r\n"); break;
            case Status status: Put($"+{status.Text}\r\n"); break;
            case Complaint complaint: Put($"-{complaint.Text}\r\n"); break;
            case long number: Put($":{number}\r\n"); break;
            case string text: Put($"${Encoding.UTF8.GetByteCount(text)}\r\n{text}\r\n"); break;
            case IReadOnlyList<object?> list:
                Put($"*{list.Count}\r\n");
                foreach (var item in list) Write(output, item);
                break;
            default: throw new ArgumentException($"No such value: {value.GetType()}");
        }

        void Put(string text) => Encoding.UTF8.GetBytes(text, output);
    }
}
