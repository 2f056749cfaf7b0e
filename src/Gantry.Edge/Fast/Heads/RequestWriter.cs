using Gantry.Edge.Decisions;
using Gantry.Edge.Decisions.Matching;
using Gantry.Edge.Fast.Decisions;
using Gantry.Edge.Forwarding.Decisions;
using Gantry.Edge.Routing.Rules;
using Gantry.Edge.Tls.Clients;

namespace Gantry.Edge.Fast.Heads;

/// <summary>
/// Writes the head of a request as the replica gets it. What goes on and what is ours is said by <see cref="FieldKinds"/>, for both
/// lanes; what is written is what <see cref="Http.Forwarded"/> writes.
/// </summary>
internal sealed class RequestWriter(RequestIds ids)
{
    private const int LongestId = 128;

    /// <param name="from">Who asks, and how.</param>
    /// <param name="milliseconds">Since 1970.</param>
    /// <param name="rule">That may put something else in the place of the path.</param>
    /// <param name="proof">What the client has shown of itself, which is told where the rule asks for it.</param>
    /// <returns>How long it is.</returns>
    public int Write(RequestHead head, ReadOnlySpan<byte> bytes, Asker from, bool isSecure, long milliseconds, Span<byte> to, RuleDetail? rule = null, ClientProof? proof = null)
    {
        var isTraced = head.TraceParent is { } parent && TraceParent.IsFit(parent.Value(bytes));
        var lines = head.Lines;
        // Lines that go on are copied together with those before them.
        var (start, at) = (0, 0);
        if (rule?.Rewrite is { } replacement)
        {
            Put(bytes[..(head.MethodLength + 1)], to, ref at);
            // It was found by its path, which so begins.
            at += Math.Max(0, PathRewrite.Write(head.Target(bytes), rule.Prefix, replacement, to[at..]));
            start = head.MethodLength + 1 + head.TargetLength;
        }
        foreach (ref readonly var line in lines)
        {
            if (line.Kind == FieldKind.Plain || GoesOn(line, bytes, from.IsBelieved, isTraced)) continue;
            Put(bytes[start..line.Start], to, ref at);
            start = line.ValueEnd + 2;
        }
        Put(bytes[start..(head.Length - 2)], to, ref at);
        WriteForwarding(head, bytes, from, isSecure ? "https"u8 : "http"u8, to, ref at);
        if (rule?.Rule.ClientCertificates is not null && proof?.Line is { } shown) Put(shown, to, ref at);
        var isNumbered = head.RequestId is { } id && IsFit(id, bytes);
        if (!isNumbered || !isTraced) ids.Next(milliseconds);
        if (!isNumbered)
        {
            Put("X-Request-Id: "u8, to, ref at);
            Put(ids.Id, to, ref at);
            Put("\r\n"u8, to, ref at);
        }
        if (!isTraced)
        {
            Put("traceparent: 00-"u8, to, ref at);
            Put(ids.Id, to, ref at);
            Put("-"u8, to, ref at);
            Put(ids.Parent, to, ref at);
            Put("-01\r\n"u8, to, ref at);
        }
        Put("\r\n"u8, to, ref at);
        return at;
    }

    /// <summary>By which number the request went that was written last.</summary>
    public ReadOnlySpan<byte> IdOf(RequestHead head, ReadOnlySpan<byte> bytes) => head.RequestId is { } id && IsFit(id, bytes) ? id.Value(bytes) : ids.Id;

    /// <summary>And of what trace it was a part.</summary>
    public ReadOnlySpan<byte> TraceOf(RequestHead head, ReadOnlySpan<byte> bytes) =>
        head.TraceParent is { } parent && TraceParent.IsFit(parent.Value(bytes)) ? TraceParent.TraceOf(parent.Value(bytes)) : ids.Id;

    private static bool GoesOn(in HeadLine line, ReadOnlySpan<byte> bytes, bool isBelieved, bool isTraced)
    {
        if (FieldKinds.IsHopByHop(line.Kind)) return false;
        if (line.Kind is FieldKind.TraceParent or FieldKind.TraceState) return isTraced;
        return !FieldKinds.IsOurs(line.Kind, isBelieved) || (line.Kind == FieldKind.RequestId && IsFit(line, bytes));
    }

    private static bool IsFit(in HeadLine id, ReadOnlySpan<byte> bytes) => id.Value(bytes).Length is > 0 and <= LongestId;

    /// <summary>
    /// A proxy that is believed says it in one of two ways, or in both: what it said goes on, and the other way is left out, for it
    /// would say something else. To all others both are begun.
    /// </summary>
    private static void WriteForwarding(RequestHead head, ReadOnlySpan<byte> bytes, Asker from, ReadOnlySpan<byte> scheme, Span<byte> to, ref int at)
    {
        var saidOld = Said(head.ForwardedFor, bytes, from.IsBelieved);
        var saidNew = Said(head.Forwarded, bytes, from.IsBelieved);
        if (!saidOld.IsEmpty || saidNew.IsEmpty) WriteOld(head, bytes, from, scheme, saidOld, to, ref at);
        if (!saidNew.IsEmpty || saidOld.IsEmpty) WriteNew(head, bytes, from, scheme, saidNew, to, ref at);
    }

    private static void WriteOld(RequestHead head, ReadOnlySpan<byte> bytes, Asker from, ReadOnlySpan<byte> scheme, ReadOnlySpan<byte> said, Span<byte> to, ref int at)
    {
        Put("X-Forwarded-For: "u8, to, ref at);
        if (!said.IsEmpty)
        {
            Put(said, to, ref at);
            Put(", "u8, to, ref at);
        }
        Put(from.Address, to, ref at);
        Put("\r\nX-Forwarded-Proto: "u8, to, ref at);
        Put(Said(head.ForwardedProto, bytes, from.IsBelieved) is { Length: > 0 } proto ? proto : scheme, to, ref at);
        Put("\r\nX-Forwarded-Host: "u8, to, ref at);
        Put(Said(head.ForwardedHost, bytes, from.IsBelieved) is { Length: > 0 } host ? host : head.Host!.Value.Value(bytes), to, ref at);
        Put("\r\n"u8, to, ref at);
    }

    private static void WriteNew(RequestHead head, ReadOnlySpan<byte> bytes, Asker from, ReadOnlySpan<byte> scheme, ReadOnlySpan<byte> said, Span<byte> to, ref int at)
    {
        Put("Forwarded: "u8, to, ref at);
        if (!said.IsEmpty)
        {
            Put(said, to, ref at);
            Put(", "u8, to, ref at);
        }
        Put("for="u8, to, ref at);
        Put(from.Node, to, ref at);
        Put(";host=\""u8, to, ref at);
        Put(head.Host!.Value.Value(bytes), to, ref at);
        Put("\";proto="u8, to, ref at);
        Put(scheme, to, ref at);
        Put("\r\n"u8, to, ref at);
    }

    private static ReadOnlySpan<byte> Said(HeadLine? line, ReadOnlySpan<byte> bytes, bool isBelieved) =>
        isBelieved && line is { } said ? said.Value(bytes) : default;

    private static void Put(ReadOnlySpan<byte> what, Span<byte> to, ref int at)
    {
        what.CopyTo(to[at..]);
        at += what.Length;
    }
}
