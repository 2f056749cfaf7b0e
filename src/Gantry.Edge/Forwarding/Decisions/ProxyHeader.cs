using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Gantry.Edge.Forwarding.Decisions;

/// <summary>What the first bytes of a connection are that has to begin with a PROXY header.</summary>
public enum ProxyVerdict
{
    /// <summary>More are needed.</summary>
    Partial,
    Whole,

    /// <summary>It does not begin so: nothing of it is believed or served.</summary>
    Malformed,
}

/// <summary>
/// Reads the PROXY protocol, version 1 and 2, as its specification of 2020 has it. Strict: what is not exactly as written there is
/// refused, and so is more than anybody needs.
/// </summary>
public static class ProxyHeader
{
    /// <summary>The longest line of version 1, with its end.</summary>
    public const int LongestLine = 107;

    /// <summary>What follows the first 16 bytes of version 2, at most: addresses, and what is said beside them.</summary>
    public const int LongestRest = 2048;

    /// <summary>So much is needed to know how long it is.</summary>
    public const int Start = 16;

    private const int Inet = 12, Inet6 = 36, Unix = 216;
    private const byte VersionAndLocal = 0x20, VersionAndProxy = 0x21;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <param name="length">How long the header is.</param>
    /// <param name="source">Who connected to the one who says so; null: that is not said, and it counts as the client itself.</param>
    public static ProxyVerdict Read(ReadOnlySpan<byte> bytes, out int length, out IPEndPoint? source)
    {
        (length, source) = (0, null);
        if (bytes.IsEmpty) return ProxyVerdict.Partial;
        return bytes[0] == (byte)'P' ? Line(bytes, out length, out source) : Binary(bytes, out length, out source);
    }

    private static ProxyVerdict Line(ReadOnlySpan<byte> bytes, out int length, out IPEndPoint? source)
    {
        (length, source) = (0, null);
        var begin = "PROXY "u8;
        if (!bytes.StartsWith(begin[..Math.Min(begin.Length, bytes.Length)])) return ProxyVerdict.Malformed;
        var seen = bytes[..Math.Min(bytes.Length, LongestLine)];
        var end = seen.IndexOf((byte)'\r');
        if (end < 0) return seen.Length < LongestLine && !seen.Contains((byte)'\n') ? ProxyVerdict.Partial : ProxyVerdict.Malformed;
        if (end + 1 == LongestLine) return ProxyVerdict.Malformed;
        if (end + 1 == seen.Length) return ProxyVerdict.Partial;
        if (seen[end + 1] != '\n') return ProxyVerdict.Malformed;
        length = end + 2;
        var said = seen[begin.Length..end];
        if (said.ContainsAnyExceptInRange((byte)' ', (byte)'~')) return ProxyVerdict.Malformed;
        // What follows is not to be read.
        if (said.SequenceEqual("UNKNOWN"u8) || said.StartsWith("UNKNOWN "u8)) return ProxyVerdict.Whole;
        var words = Encoding.ASCII.GetString(said).Split(' ');
        if (words.Length != 5 || words[0] is not ("TCP4" or "TCP6")) return ProxyVerdict.Malformed;
        var is6 = words[0] == "TCP6";
        if (Address(words[1], is6) is not { } from || Address(words[2], is6) is null || Port(words[3]) is not { } port || Port(words[4]) is null) return ProxyVerdict.Malformed;
        source = new IPEndPoint(from, port);
        return ProxyVerdict.Whole;
    }

    private static ProxyVerdict Binary(ReadOnlySpan<byte> bytes, out int length, out IPEndPoint? source)
    {
        (length, source) = (0, null);
        var known = Math.Min(bytes.Length, Signature.Length);
        if (!bytes.StartsWith(Signature[..known])) return ProxyVerdict.Malformed;
        if (bytes.Length < Start) return ProxyVerdict.Partial;
        var (command, family, rest) = (bytes[12], bytes[13], BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]));
        if (command is not (VersionAndLocal or VersionAndProxy) || rest > LongestRest) return ProxyVerdict.Malformed;
        var addresses = family switch
        {
            0x00 => 0,
            0x11 => Inet,
            0x21 => Inet6,
            0x31 or 0x32 => Unix,
            // Datagrams do not come by a connection.
            _ => -1,
        };
        // Of one that speaks for itself the family is not to be looked at.
        if (command == VersionAndProxy && (addresses < 0 || rest < addresses)) return ProxyVerdict.Malformed;
        if (bytes.Length < Start + rest) return ProxyVerdict.Partial;
        length = Start + rest;
        if (command == VersionAndLocal) return ProxyVerdict.Whole;
        var body = bytes.Slice(Start, rest);
        if (!AreFields(body[addresses..])) return ProxyVerdict.Malformed;
        if (family == 0x11) source = new IPEndPoint(new IPAddress(body[..4]), BinaryPrimitives.ReadUInt16BigEndian(body[8..]));
        if (family == 0x21) source = new IPEndPoint(new IPAddress(body[..16]), BinaryPrimitives.ReadUInt16BigEndian(body[32..]));
        return ProxyVerdict.Whole;
    }

    /// <summary>Whether it is whole fields of type, length and value; what they say is not for us.</summary>
    private static bool AreFields(ReadOnlySpan<byte> rest)
    {
        const int Head = 3;
        while (!rest.IsEmpty)
        {
            if (rest.Length < Head) return false;
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[1..]);
            if (rest.Length < Head + length) return false;
            rest = rest[(Head + length)..];
        }
        return true;
    }

    /// <summary>In the one form that the specification allows: nothing is left out, and nothing is in front of a number.</summary>
    private static IPAddress? Address(string text, bool is6)
    {
        if (text.Contains('%') || text.Contains('[') || !IPAddress.TryParse(text, out var address)) return null;
        if (is6) return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 && text.Contains(':') ? address : null;
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && address.ToString() == text ? address : null;
    }

    private static int? Port(string text) =>
        text.Length is > 0 and <= 5 && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0') && int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) is <= 65535 and var port ? port : null;
}
