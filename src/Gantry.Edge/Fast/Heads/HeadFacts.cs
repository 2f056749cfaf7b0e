using Gantry.Edge.Decisions;
using Gantry.Edge.Decisions.Guarding;
using Gantry.Edge.Decisions.Matching;
using Gantry.Edge.Fast.Decisions;
using Gantry.Edge.Routing;

namespace Gantry.Edge.Fast.Heads;

/// <summary>What the head says that a loop has just read. One for each loop, and good until it reads another.</summary>
internal sealed class HeadFacts(RequestHead head) : IRequestFacts
{
    private const int LongestHost = 256;

    private IClientSide client = null!;

    public ReadOnlySpan<byte> Method => head.Method(client.Unused);

    public ReadOnlySpan<byte> Query => head.Target(client.Unused) is var target && target.IndexOf((byte)'?') is >= 0 and var at ? target[(at + 1)..] : default;

    public ulong Client => client.From.IsBelieved && head.ForwardedFor is { } chain ? ClientKey.Of(client.Arrival.Behind(chain.Value(client.Unused))) : client.Key;

    public HeadFacts Of(IClientSide one)
    {
        client = one;
        return this;
    }

    public bool TryHeader(ReadOnlySpan<byte> name, int nth, out ReadOnlySpan<byte> value)
    {
        var bytes = client.Unused;
        foreach (ref readonly var line in head.Lines)
        {
            if (line.NameLength != name.Length || !System.Text.Ascii.EqualsIgnoreCase(line.Name(bytes), name) || nth-- > 0) continue;
            value = line.Value(bytes);
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>Asks for a replica for the request.</summary>
    /// <param name="tried">Those that failed for it.</param>
    /// <param name="retryAfter">In seconds, where it is refused for now.</param>
    // What is written over anyway is not cleared first.
    [System.Runtime.CompilerServices.SkipLocalsInit]
    public ClaimOutcome Claim(ReplicaClaim claim, List<ReplicaGauge>? tried, out int retryAfter)
    {
        var (arrival, traffic) = (client.Arrival, client.Loop.Parts.Traffic);
        retryAfter = 0;
        if (arrival.Route is { } route) return traffic.Claim(claim, new FastQuery { Route = route, Port = arrival.Port, Facts = this, Tried = tried, IsSecure = client.IsSecure }, out retryAfter);
        var bytes = client.Unused;
        var target = head.Target(bytes);
        var path = target.IndexOf((byte)'?') is >= 0 and var query ? target[..query] : target;
        Span<char> host = stackalloc char[LongestHost], plain = stackalloc char[RequestPath.Longest];
        if (!RequestPath.TryDecode(path, plain, out var pathLength)) return ClaimOutcome.NoRoute;
        System.Text.Ascii.ToUtf16(head.Host!.Value.Value(bytes), host, out var hostLength);
        return traffic.Claim(claim, new FastQuery { Host = host[..hostLength], Path = plain[..pathLength], Facts = this, Tried = tried, IsSecure = client.IsSecure, Proof = client.Proof }, out retryAfter);
    }
}
