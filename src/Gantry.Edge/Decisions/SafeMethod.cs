namespace Gantry.Edge.Decisions;

/// <summary>
/// Methods that ask and change nothing (RFC 9110, 9.2.1). Only these are sent again when a replica falls silent: it may have acted on
/// anything else already.
/// </summary>
public static class SafeMethod
{
    public static bool Is(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("GET"u8) || method.SequenceEqual("HEAD"u8) || method.SequenceEqual("OPTIONS"u8) || method.SequenceEqual("TRACE"u8);

    public static bool Is(string method) =>
        method is "GET" or "HEAD" or "OPTIONS" or "TRACE";
}
