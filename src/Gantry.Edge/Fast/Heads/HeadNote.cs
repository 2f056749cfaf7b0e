using System.Text;
using Gantry.Edge.Fast.Decisions;
using Gantry.Edge.Routing;
using Gantry.Edge.Seen;
using Gantry.Edge.Seen.Log;

namespace Gantry.Edge.Fast.Heads;

/// <summary>Takes down of a request what became of it, and for the log what was in its head, while that is there.</summary>
internal struct HeadNote(IClientSide client)
{
    private readonly Loop loop = client.Loop;
    private LogSlot? slot;

    /// <summary>The head was just read.</summary>
    public void Begin()
    {
        if (loop.Log is not { } log || (slot = log.Take()) is null) return;
        var request = loop.Request;
        var bytes = client.Unused;
        slot.Begin(loop.Utc);
        slot.Put(client.From.Address);
        slot.Put(client.From.IsBelieved && request.ForwardedFor is { } chain ? chain.Value(bytes) : default);
        slot.Put(request.Method(bytes));
        slot.Put(request.Target(bytes));
        slot.Put(request.Host!.Value.Value(bytes));
        slot.Put(client is Http2.Http2Stream ? "HTTP/2"u8 : "HTTP/1.1"u8);
        slot.Put(ValueOf("referer"u8, request, bytes));
        slot.Put(ValueOf("user-agent"u8, request, bytes));
    }

    /// <summary>The head was written: by which numbers it goes on. One that is sent once more keeps the first.</summary>
    public readonly void Number()
    {
        if (slot is null || slot.Has(LogSlot.Part.Id)) return;
        slot.Put(loop.Writer.IdOf(loop.Request, client.Unused));
        slot.Put(loop.Writer.TraceOf(loop.Request, client.Unused));
    }

    /// <summary>It is over, and counts for the release that had it.</summary>
    public void End(ReplicaClaim claim, in Passed passed)
    {
        claim.Meter.Count(loop.Shard, passed);
        Push(passed, claim.Route, claim.Release, claim.Gauge.Name);
    }

    /// <summary>The edge has refused the one whose head was just read.</summary>
    public void Refused(TableRoute? route, int status)
    {
        var passed = new Passed(status, loop.Since(loop.Woke), 0, 0);
        route?.Gate.Tally.Meter.Count(loop.Shard, passed);
        Begin();
        Push(passed, route?.Name, 0, null);
    }

    /// <summary>Somebody else ends it, and takes down what is logged.</summary>
    public void Void()
    {
        if (slot is null) return;
        slot.IsVoid = true;
        Push();
    }

    private void Push(in Passed passed, string? route, int release, string? replica)
    {
        if (slot is null) return;
        (slot.Passed, slot.Route, slot.Release, slot.Replica) = (passed, route, release, replica);
        Push();
    }

    private void Push()
    {
        loop.Log!.Push(slot!);
        slot = null;
        if (loop.Log.IsPressing) loop.Parts.Access!.Ring();
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> name, RequestHead head, ReadOnlySpan<byte> bytes)
    {
        foreach (ref readonly var line in head.Lines)
        {
            if (line.NameLength == name.Length && Ascii.EqualsIgnoreCase(line.Name(bytes), name)) return line.Value(bytes);
        }
        return default;
    }
}
