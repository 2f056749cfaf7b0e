using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Releases;

/// <summary><c>x-gantry.traffic</c>: how requests are shared among replicas, and what is done when they fail.</summary>
internal static class TrafficKeys
{
    private const int Everything = 100, ManyErrors = 1000, MostAgain = 10, MostOpen = 1_000_000;

    private static readonly IReadOnlyDictionary<string, Balancing> Ways = new SortedDictionary<string, Balancing>(StringComparer.Ordinal)
    {
        ["hash"] = Balancing.Hash, ["least-busy"] = Balancing.LeastBusy, ["least-request"] = Balancing.LeastRequest, ["round-robin"] = Balancing.RoundRobin,
    };

    private static readonly IReadOnlyDictionary<string, bool> Repeatable = new SortedDictionary<string, bool>(StringComparer.Ordinal) { ["idempotent"] = true, ["safe"] = false };

    public static readonly Section<Draft<TimeoutPolicy>> Timeouts = new Section<Draft<TimeoutPolicy>>("timeouts", "services.<name>.x-gantry.traffic.timeouts")
        .Takes("connect", "To connect to a replica, at most 2 s, which it is without it.", (d, v) => { if (Time(v, most: 2) is { } time) d.Is = d.Is with { Connect = time }; })
        .Takes("answer", "From the request to the head of the answer; 2 min without it, 0 for no end.", (d, v) => { if (Time(v) is { } time) d.Is = d.Is with { Answer = time }; })
        .Takes("idle", "Between two pieces of an answer; 1 h without it, 0 for no end.", (d, v) => { if (Time(v) is { } time) d.Is = d.Is with { Idle = time }; })
        .Takes("total", "From the request to the end of its answer; no end without it.", (d, v) => { if (Time(v) is { } time) d.Is = d.Is with { Total = time }; });

    public static readonly Section<Draft<RetryPolicy>> Retries = new Section<Draft<RetryPolicy>>("retries", "services.<name>.x-gantry.traffic.retries")
        .Takes("most", "How often a request that a replica took and did not answer is sent again; 2 without it, 0 for never.", (d, v) => { if (v.Whole(0, MostAgain) is { } most) d.Is = d.Is with { Most = most }; })
        .Takes("budget", "Per cent of the requests that may be sent again, beside ten a second; 20 without it.", (d, v) => { if (v.Whole(0, Everything) is { } budget) d.Is = d.Is with { Budget = budget }; })
        .Takes("methods", "safe (the default): GET, HEAD and OPTIONS; idempotent: PUT and DELETE without a body as well.", (d, v) => { if (v.Choice(Repeatable) is { } all) d.Is = d.Is with { Idempotent = all }; });

    public static readonly Section<Draft<EjectionPolicy>> Ejection = new Section<Draft<EjectionPolicy>>("ejection", "services.<name>.x-gantry.traffic.ejection")
        .Takes("errors", "So many failures one after another: no answer, or 502, 503 or 504; 5 without it, 0 for never.", (d, v) => { if (v.Whole(0, ManyErrors) is { } errors) d.Is = d.Is with { Errors = errors }; })
        .Takes("rate", "Per cent of at least 20 answers within 10 s that are 5xx, while the others do better; 50 without it, 0 for never.", (d, v) => { if (v.Whole(0, Everything) is { } rate) d.Is = d.Is with { Rate = rate }; })
        .Takes("for", "How long it is left out the first time, and longer each time after; 10 s without it.", (d, v) => { if (Time(v, least: 1) is { } time) d.Is = d.Is with { For = time }; })
        .Takes("share", "Per cent of the replicas that may be out at once; 50 without it.", (d, v) => { if (v.Whole(0, Everything) is { } share) d.Is = d.Is with { Share = share }; });

    public static readonly Section<Draft<TrafficLimits>> Limits = new Section<Draft<TrafficLimits>>("limits", "services.<name>.x-gantry.traffic.limits")
        .Takes("body", "The longest body of a request; no limit without it. More is answered with 413.", (d, v) => { if (v.Bytes() is { } bytes) d.Is = d.Is with { Body = bytes }; })
        .Takes("requests", "Open at once at all replicas together; 20000 without it. More is answered with 503 at once.", (d, v) => { if (v.Whole(1, MostOpen) is { } most) d.Is = d.Is with { Requests = most }; })
        .Takes("perReplica", "Open at once at one replica, each a connection; no limit without it.", (d, v) => { if (v.Whole(1, MostOpen) is { } most) d.Is = d.Is with { PerReplica = most }; })
        .Takes("pending", "How many wait, at most 5 s, when one of the two is reached; none without it.", (d, v) => { if (v.Whole(0, MostOpen) is { } most) d.Is = d.Is with { Pending = most }; });

    public static readonly Section<Draft<TrafficPolicy>> Section = new Section<Draft<TrafficPolicy>>("traffic", "services.<name>.x-gantry.traffic")
        .Takes("balance", "least-busy (the default), least-request (the less busy of two picked by chance), round-robin or hash.", (d, v) => { if (v.Choice(Ways) is { } way) d.Is = d.Is with { Balance = way }; })
        .Takes("hash", "For balance: hash: 'address' of the client (the default), 'header NAME' or 'cookie NAME'.", ReadHash)
        .Takes("sticky", "True: a client keeps its replica by a cookie, as long as that is in rotation.", (d, v) => { if (v.Truth() is { } truth) d.Is = d.Is with { Sticky = truth }; })
        .Takes("slowStart", "For so long the share of a new replica grows to what it is due; none without it.", (d, v) => { if (Time(v) is { } time) d.Is = d.Is with { SlowStart = time }; })
        .Takes("timeouts", "How long is waited for a replica.", (d, v) => d.Is = d.Is with { Timeouts = Read(Timeouts, v, new TimeoutPolicy()) })
        .Takes("retries", "When a request is sent to another replica.", (d, v) => d.Is = d.Is with { Retries = Read(Retries, v, new RetryPolicy()) })
        .Takes("ejection", "When a replica that answers badly is left out for a while; 'off' for never.", ReadEjection)
        .Takes("limits", "How much is taken at once.", (d, v) => d.Is = d.Is with { Limits = Read(Limits, v, new TrafficLimits()) })
        .Takes("mirror", "Copies of requests to another service, which nobody who is served notices.", MirrorKeys.Read);

    public static void Read(ServiceDraft service, Value value)
    {
        var policy = Read(Section, value, new TrafficPolicy());
        if (policy.Hash is not null && policy.Balance != Balancing.Hash)
            value.Refuse("compose.bad-traffic", "'hash' says what is hashed, and 'balance' is not 'hash'.", "Write 'balance: hash', or leave out 'hash'.");
        if (policy is { Sticky: true, Balance: Balancing.Hash })
            value.Refuse("compose.bad-traffic", "'sticky' and 'balance: hash' both say which replica a client gets.", "Keep one of the two.");
        service.Is = service.Is with { Traffic = policy == new TrafficPolicy() ? null : policy };
    }

    private static T Read<T>(Section<Draft<T>> section, Value value, T start)
    {
        var draft = new Draft<T>(start);
        section.Read(value, draft);
        return draft.Is;
    }

    private static void ReadEjection(Draft<TrafficPolicy> draft, Value value)
    {
        draft.Is = draft.Is with { Ejection = value.Raw is "off" or "false" ? new EjectionPolicy { Off = true } : Read(Ejection, value, new EjectionPolicy()) };
    }

    private static void ReadHash(Draft<TrafficPolicy> draft, Value value)
    {
        if (value.Word() is not { } text) return;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        HashSource? source = words switch
        {
            ["address"] => new HashSource(HashOn.Address, ""),
            ["header", var name] when MatchKeys.IsToken(name) => new HashSource(HashOn.Header, name.ToLowerInvariant()),
            ["cookie", var name] when MatchKeys.IsToken(name) => new HashSource(HashOn.Cookie, name),
            _ => null,
        };
        if (source is null) value.Refuse("compose.unknown-value", $"{value.Shown} is nothing to hash.", "Write 'address', 'header NAME' or 'cookie NAME'.");
        else draft.Is = draft.Is with { Hash = source };
    }

    private static TimeSpan? Time(Value value, int least = 0, int most = 24 * 3600)
    {
        if (value.Duration() is not { } time) return null;
        if (time.TotalSeconds >= least && time.TotalSeconds <= most) return time;
        value.Refuse("compose.bad-duration", $"{value.Label} must be from {least} s to {Durations.Show(TimeSpan.FromSeconds(most))}, and {value.Shown} stands here.", "Write a duration such as 5s or 2m.");
        return null;
    }
}
