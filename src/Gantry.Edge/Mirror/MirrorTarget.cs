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
    private volatile Places? latest;
    private uint next;

    public MirrorTarget(SnapshotMirror spec, MirrorTally tally)
    {
        (this.spec, Tally) = (spec, tally);
        methods = [.. spec.Methods.Select(method => method.ToUpperInvariant())];
        addresses = [.. spec.Replicas.Select(replica => IPAddress.Parse(replica.Address))];
        tally.KeepOnly(addresses);
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

    /// <summary>The next one in turn of those that are not left alone. Null: all are, which is counted.</summary>
    /// <param name="isTrial">As of <see cref="MirrorHealth.Takes"/>.</param>
    public MirrorAim? Next(int port, TimeProvider time, out bool isTrial)
    {
        var all = AimsAt(port);
        var first = Interlocked.Increment(ref next);
        for (var i = 0u; i < all.Length; i++)
        {
            var aim = all[(first + i) % (uint)all.Length];
            if (aim.Health.Takes(time, out isTrial)) return aim;
        }
        Tally.Count(Mirrored.Away);
        isTrial = false;
        return null;
    }

    /// <summary>Most routes have one port.</summary>
    private MirrorAim[] AimsAt(int port)
    {
        var known = latest;
        if (known?.Port != port) latest = known = new Places(port, [.. addresses.Select(address => Tally.Aim(new IPEndPoint(address, port)))]);
        return known.Aims;
    }

    private sealed record Places(int Port, MirrorAim[] Aims);
}
