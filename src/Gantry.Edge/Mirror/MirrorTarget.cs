using System.Net;
using Gantry.Edge.Mirror.Decisions;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Mirror;

/// <summary>Where copies of one route's requests go, under one snapshot.</summary>
internal sealed class MirrorTarget
{
    private readonly SnapshotMirror spec;
    private readonly string[] methods;
    private readonly IPAddress[] addresses;
    private uint next;

    public MirrorTarget(SnapshotMirror spec, MirrorTally tally)
    {
        (this.spec, Tally) = (spec, tally);
        methods = [.. spec.Methods.Select(method => method.ToUpperInvariant())];
        addresses = [.. spec.Replicas.Select(replica => IPAddress.Parse(replica.Address))];
    }

    public MirrorTally Tally { get; }

    /// <summary>Whether this request is to be copied. Counts those that would be and cannot.</summary>
    /// <param name="length">Of the body; negative: nobody says.</param>
    public bool Takes(ReadOnlySpan<byte> method, long length)
    {
        if (addresses.Length == 0 || !MirrorRule.MayBe(method, methods) || !MirrorRule.IsChosen(Tally.NextTurn(), spec.Share)) return false;
        if (length >= 0 && length <= spec.BodyLimit) return true;
        Tally.Count(Mirrored.TooLong);
        return false;
    }

    public IPAddress Next() => addresses[Interlocked.Increment(ref next) % (uint)addresses.Length];
}
