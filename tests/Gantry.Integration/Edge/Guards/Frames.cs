using System.Buffers.Binary;
using System.Text;

namespace Gantry.Integration.Edge.Guards;

/// <summary>Frames of HTTP/2, byte for byte (RFC 9113).</summary>
internal static class Frames
{
    private const byte Data = 0, Headers = 1, Priority = 2, Reset = 3, Settings = 4, Ping = 6, Continuation = 9;
    private const byte EndStream = 1, EndHeaders = 4;

    public static byte[] Preface => [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(Settings, 0, 0)];

    /// <summary>A GET, whole.</summary>
    public static byte[] Get(int stream, string path = "/") => Frame(Headers, EndStream | EndHeaders, stream, Fields(path));

    public static byte[] Post(int stream, int length) => Frame(Headers, EndHeaders, stream, [.. Fields("/", "POST"), .. Field("content-length", $"{length}")]);

    /// <summary>A head without an end.</summary>
    public static byte[] Open(int stream) => Frame(Headers, EndStream, stream, Fields("/"));

    public static byte[] More(int stream, string name, string value) => Frame(Continuation, 0, stream, Field(name, value));

    public static byte[] Nothing(int stream) => Frame(Continuation, 0, stream);

    public static byte[] Body(int stream, string text) => Frame(Data, 0, stream, Encoding.ASCII.GetBytes(text));

    public static byte[] TakeBack(int stream) => Frame(Reset, 0, stream, 0, 0, 0, 8);

    public static byte[] Wish() => Frame(Settings, 0, 0, 0, 3, 0, 0, 0, 100);

    public static byte[] Knock() => Frame(Ping, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);

    public static byte[] Prefer(int stream) => Frame(Priority, 0, stream, 0, 0, 0, 0, 16);

    /// <summary>No window for answers: they can be begun, and not sent.</summary>
    public static byte[] NoWindow() => Frame(Settings, 0, 0, 0, 4, 0, 0, 0, 0);

    private static byte[] Frame(byte type, byte flags, int stream, params byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    private static byte[] Fields(string path, string method = "GET") =>
        [(byte)(method == "GET" ? 0x82 : 0x83), 0x86, .. Indexed(4, path), .. Indexed(1, "shop.test")];

    /// <summary>A field whose name is in the static table (RFC 7541, 6.2.2).</summary>
    private static byte[] Indexed(byte name, string value) => [name, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private static byte[] Field(string name, string value) => [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}
