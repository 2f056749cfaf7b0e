using System.Buffers;
using System.Text.Unicode;

namespace Gantry.Edge.Fast.Decisions;

/// <summary>The path of a target as rules are looked up by it: decoded. What decodes to something that would change the segments is not for here.</summary>
internal static class RequestPath
{
    /// <summary>A longer one is left to the general lane.</summary>
    public const int Longest = 2048;

    /// <param name="plain">Has room for <see cref="Longest"/>.</param>
    /// <returns>False: the general lane knows what it means.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> path, Span<char> plain, out int length)
    {
        length = 0;
        if (path.Length > Longest || HasDots(path)) return false;
        if (!path.Contains((byte)'%')) return System.Text.Ascii.ToUtf16(path, plain, out length) == OperationStatus.Done;
        Span<byte> bytes = stackalloc byte[Longest];
        var to = 0;
        for (var from = 0; from < path.Length; from++)
        {
            var one = path[from];
            if (one == '%')
            {
                if (from + 2 >= path.Length || Digit(path[from + 1]) is not (>= 0 and var high) || Digit(path[from + 2]) is not (>= 0 and var low)) return false;
                one = (byte)((high << 4) | low);
                if (one is (byte)'/' or (byte)'\\' or (byte)'.' or (byte)'%' or < 0x20 or 0x7F) return false;
                from += 2;
            }
            bytes[to++] = one;
        }
        return Utf8.ToUtf16(bytes[..to], plain, out _, out length, replaceInvalidSequences: false) == OperationStatus.Done;
    }

    /// <summary>Whether a segment may be one or two dots.</summary>
    private static bool HasDots(ReadOnlySpan<byte> path)
    {
        for (var rest = path; rest.IndexOf("/."u8) is >= 0 and var at; rest = rest[(at + 2)..])
        {
            if (at + 2 == rest.Length || rest[at + 2] is (byte)'.' or (byte)'/') return true;
        }
        return false;
    }

    private static int Digit(byte one) => one switch
    {
        >= (byte)'0' and <= (byte)'9' => one - '0',
        >= (byte)'a' and <= (byte)'f' => one - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => one - 'A' + 10,
        _ => -1,
    };
}
