using Gantry.Edge.Decisions;
using Gantry.Edge.Decisions.Matching;
using Gantry.Edge.Fast.Decisions;
using Gantry.Edge.Routing.Rules;

namespace Gantry.Edge.Fast.Heads;

/// <summary>
/// Writes the head of a request as the replica gets it. What goes on and what is ours is said by <see cref="FieldKinds"/>, for both
/// lanes; what is written is what <see cref="Http.Forwarded"/> writes.
/// </summary>
internal sealed class RequestWriter(RequestIds ids)
{
    private const int LongestId = 128;

    /// <param name="client">Its address.</param>
    /// <param name="rule">That may put something else in the place of the path.</param>
    /// <returns>How long it is.</returns>
    public int Write(RequestHead head, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> client, bool isPrivate, bool isSecure, Span<byte> to, RuleDetail? rule = null)
    {
        var lines = head.Lines;
        // Lines that go on are copied together with those before them.
        var (from, at) = (0, 0);
        if (rule?.Rewrite is { } replacement)
        {
            Put(bytes[..(head.MethodLength + 1)], to, ref at);
            // It was found by its path, which so begins.
            at += Math.Max(0, PathRewrite.Write(head.Target(bytes), rule.Prefix, replacement, to[at..]));
            from = head.MethodLength + 1 + head.TargetLength;
        }
        foreach (ref readonly var line in lines)
        {
            if (line.Kind == FieldKind.Plain || GoesOn(line, bytes, isPrivate)) continue;
            Put(bytes[from..line.Start], to, ref at);
            from = line.ValueEnd + 2;
        }
        Put(bytes[from..(head.Length - 2)], to, ref at);
        WriteForwarded(head, bytes, client, isPrivate, isSecure, to, ref at);
        if (head.RequestId is not { } id || !IsFit(id, bytes))
        {
            Put("X-Request-Id: "u8, to, ref at);
            ids.Write(to.Slice(at, RequestIds.Length));
            at += RequestIds.Length;
            Put("\r\n"u8, to, ref at);
        }
        Put("\r\n"u8, to, ref at);
        return at;
    }

    private static bool GoesOn(in HeadLine line, ReadOnlySpan<byte> bytes, bool isPrivate)
    {
        if (FieldKinds.IsHopByHop(line.Kind)) return false;
        return !FieldKinds.IsOurs(line.Kind, isPrivate) || (line.Kind == FieldKind.RequestId && IsFit(line, bytes));
    }

    private static bool IsFit(in HeadLine id, ReadOnlySpan<byte> bytes) => id.Value(bytes).Length is > 0 and <= LongestId;

    private static void WriteForwarded(RequestHead head, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> client, bool isPrivate, bool isSecure, Span<byte> to, ref int at)
    {
        Put("X-Forwarded-For: "u8, to, ref at);
        if (Said(head.ForwardedFor, bytes, isPrivate) is { Length: > 0 } before)
        {
            Put(before, to, ref at);
            Put(", "u8, to, ref at);
        }
        Put(client, to, ref at);
        Put("\r\nX-Forwarded-Proto: "u8, to, ref at);
        Put(Said(head.ForwardedProto, bytes, isPrivate) is { Length: > 0 } proto ? proto : isSecure ? "https"u8 : "http"u8, to, ref at);
        Put("\r\nX-Forwarded-Host: "u8, to, ref at);
        Put(Said(head.ForwardedHost, bytes, isPrivate) is { Length: > 0 } host ? host : head.Host!.Value.Value(bytes), to, ref at);
        Put("\r\n"u8, to, ref at);
    }

    private static ReadOnlySpan<byte> Said(HeadLine? line, ReadOnlySpan<byte> bytes, bool isPrivate) =>
        isPrivate && line is { } said ? said.Value(bytes) : default;

    private static void Put(ReadOnlySpan<byte> what, Span<byte> to, ref int at)
    {
        what.CopyTo(to[at..]);
        at += what.Length;
    }
}
