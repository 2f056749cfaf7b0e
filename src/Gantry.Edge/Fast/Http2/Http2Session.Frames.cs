using System.Buffers.Binary;

namespace Gantry.Edge.Fast.Http2;

/// <summary>What each kind of frame does.</summary>
internal sealed unsafe partial class Http2Session
{
    private Fault TakeData(FrameHead head, ReadOnlySpan<byte> payload)
    {
        if (head.Stream == 0 || IsIdle(head.Stream)) return Fault.Protocol;
        if (!credit.Take(payload.Length)) return Fault.FlowControl;
        if (!head.TryContents(payload, out var contents)) return Fault.Protocol;
        var ends = head.Has(FrameHead.EndStream);
        var result = contents.IsEmpty && !ends ? Waste() : Fault.None;
        if (!streams.TryGetValue(head.Stream, out var stream))
        {
            // It was ended by us, or twice by the client.
            Consumed(payload.Length);
            return result;
        }
        stream.TakeData(contents, payload.Length - contents.Length, ends);
        return result;
    }

    private Fault TakeBlock()
    {
        var fault = TakeFields(block.Head, block.Bytes);
        block.Close();
        return fault;
    }

    private Fault TakeFields(FrameHead head, ReadOnlySpan<byte> whole)
    {
        var known = streams.GetValueOrDefault(head.Stream);
        var ends = head.Has(FrameHead.EndStream);
        var request = loop.Fields;
        request.Begin(trailer: head.Stream <= last);
        // Also of what is not wanted: the table must stay the same on both sides.
        if (!fields.Read(whole, new Span<byte>(loop.Out, Loop.Room), request)) return Fault.Compression;
        if (request.IsTooLarge) return Fault.EnhanceYourCalm;
        request.End(ends);
        if (head.Stream <= last)
        {
            if (known is null) return Waste();
            if (request.IsMalformed || !ends) known.Fail(Fault.Protocol);
            else known.TakeData(default, 0, ends: true);
            return Fault.None;
        }
        // After the last word nothing more is taken, and the client knows that it can send it again elsewhere.
        if (hasSaidLast) return Waste();
        last = head.Stream;
        if (request.IsMalformed || streams.Count >= Settings.Streams)
        {
            Reset(head.Stream, request.IsMalformed ? Fault.Protocol : Fault.Refused);
            return Waste();
        }
        var stream = loop.TakeStream();
        streams.Add(head.Stream, stream);
        stream.Arrive(this, head.Stream, ends);
        fresh.Add(stream);
        return Fault.None;
    }

    private Fault TakeReset(FrameHead head, ReadOnlySpan<byte> payload)
    {
        if (head.Stream == 0 || IsIdle(head.Stream)) return Fault.Protocol;
        if (payload.Length != sizeof(int)) return Fault.FrameSize;
        if (!streams.TryGetValue(head.Stream, out var stream)) return Trifle();
        stream.ClientGone();
        return Waste();
    }

    private Fault TakeSettings(FrameHead head, ReadOnlySpan<byte> payload)
    {
        if (head.Stream != 0) return Fault.Protocol;
        if (head.Has(FrameHead.Ack)) return payload.IsEmpty ? Waste() : Fault.FrameSize;
        hasSettings = true;
        if (Peer.Take(payload, out var change) is not Fault.None and var fault) return fault;
        foreach (var stream in streams.Values)
        {
            if (!stream.Widen(change)) return Fault.FlowControl;
        }
        Out.Frame(FrameKind.Settings, FrameHead.Ack, 0, default);
        Soon();
        if (change > 0) Resume();
        return Waste();
    }

    private Fault TakeWindow(FrameHead head, ReadOnlySpan<byte> payload)
    {
        if (payload.Length != sizeof(int)) return Fault.FrameSize;
        var more = BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
        if (head.Stream == 0)
        {
            if (more == 0) return Fault.Protocol;
            if (!window.Add(more)) return Fault.FlowControl;
            Resume();
            return Fault.None;
        }
        if (IsIdle(head.Stream)) return Fault.Protocol;
        if (!streams.TryGetValue(head.Stream, out var stream)) return Fault.None;
        if (more == 0) stream.Fail(Fault.Protocol);
        else if (!stream.Widen(more)) stream.Fail(Fault.FlowControl);
        else Resume();
        return Fault.None;
    }

    /// <summary>Nothing was ever sent on it (RFC 9113, 5.1).</summary>
    private bool IsIdle(int stream) => stream > last || (stream & 1) == 0;
}
