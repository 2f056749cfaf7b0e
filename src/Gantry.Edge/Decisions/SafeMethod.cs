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

    /// <summary>Whether the standard lets it be sent again, its effect being the same however often it is (RFC 9110, 9.2.2).</summary>
    /// <param name="idempotent">Also what changes something, and only once.</param>
    public static bool MayRepeat(ReadOnlySpan<byte> method, bool idempotent) =>
        Is(method) || (idempotent && (method.SequenceEqual("PUT"u8) || method.SequenceEqual("DELETE"u8)));

    /// <inheritdoc cref="MayRepeat(ReadOnlySpan{byte}, bool)"/>
    public static bool MayRepeat(string method, bool idempotent) => Is(method) || (idempotent && (method is "PUT" or "DELETE"));
}
