namespace Gantry.Tests.Edge.Fast.Fuzz;

/// <summary>Changes a message a little, as chance has it, in the places and with the bytes that parsers trip over.</summary>
internal static class Mutation
{
    private static readonly string[] Bits =
    [
        "\r\n", "\n", "\r", "\r\n\r\n", " ", "\t", ":", ";", ",", "0", "5", "f", "a", "/", "%00", "%", "#", "?", "\0", "\v", "\x7f", "\x80", "\xff", "\"", "HTTP/1.1", "HTTP/1.0",
        "Content-Length: 5\r\n", "Content-Length: 6\r\n", "Transfer-Encoding: chunked\r\n", "Host: a\r\n", "Connection: close\r\n", "Connection: X-A\r\n", "X-Request-Id: 7\r\n", "X_Forwarded_For: a\r\n",
        "Expect: 100-continue\r\n", "Upgrade: h2c\r\n", "0\r\n\r\n", "5\r\nhello\r\n", "99999999999999999999", "fffffffffffffffff", ": ", " HTTP/1.1\r\n", "GET ", "CONNECT ", "Date: now\r\n",
    ];

    public static string Of(string message, Random chance, IReadOnlyList<string> others)
    {
        for (var times = chance.Next(1, 5); times > 0; times--) message = Once(message, chance, others);
        return message;
    }

    private static string Once(string message, Random chance, IReadOnlyList<string> others)
    {
        var at = Place(message, chance);
        var length = Math.Min(chance.Next(1, 9), message.Length - at);
        switch (chance.Next(7))
        {
            case 0:
                return message.Insert(at, Bits[chance.Next(Bits.Length)]);
            case 1:
                return message.Remove(at, length);
            case 2:
                return message.Insert(at, message.Substring(at, length));
            case 3 when length > 0:
                return message.Remove(at, 1).Insert(at, $"{(char)chance.Next(256)}");
            case 4 when length > 0:
                return message.Remove(at, length).Insert(at, Bits[chance.Next(Bits.Length)]);
            case 5:
                var other = others[chance.Next(others.Count)];
                return message[..at] + other[Place(other, chance)..];
            default:
                // Turned round: a flip of case or of the lowest bits.
                return length == 0 ? message : message.Remove(at, 1).Insert(at, $"{(char)(message[at] ^ (1 << chance.Next(8)))}");
        }
    }

    /// <summary>Often where a line ends.</summary>
    private static int Place(string message, Random chance)
    {
        var at = chance.Next(message.Length + 1);
        if (chance.Next(3) > 0) return at;
        return message.IndexOf("\r\n", at, StringComparison.Ordinal) is >= 0 and var end ? Math.Min(message.Length, end + chance.Next(3)) : at;
    }
}
