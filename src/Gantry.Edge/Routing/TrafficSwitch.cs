using Gantry.Edge.Decisions.Matching;
using Gantry.Edge.Routing.Balance;
using Gantry.Edge.Routing.Rules;
using Gantry.Edge.Seen;
using Gantry.Edge.Tls.Clients;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Routing;

public enum ClaimOutcome
{
    Claimed,

    /// <summary>No route for it.</summary>
    NoRoute,

    /// <summary>The route is for HTTPS, and the client came without.</summary>
    Insecure,

    /// <summary>The route asks clients for certificates, and this connection was not made for that.</summary>
    Misdirected,

    /// <summary>The route asks clients for certificates, and the client showed none.</summary>
    Unproven,

    /// <summary>The rule says what is answered.</summary>
    Answered,

    /// <summary>More requests than the rule allows.</summary>
    Limited,

    /// <summary>The route holds its traffic.</summary>
    Held,

    /// <summary>The route, or all of its replicas, have as much to do as they may.</summary>
    Full,

    /// <summary>The route has no replica that was not tried already.</summary>
    Empty,
}

/// <summary>What became of one try. <paramref name="Seen"/> is what to wait from if it was in vain.</summary>
public readonly record struct ClaimTry(ClaimOutcome Outcome, ReplicaClaim? Claim, TableRoute? Route, long Seen)
{
    /// <summary>The rule that led there.</summary>
    public RuleDetail? Rule { get; init; }

    /// <summary>It is over, and in so many seconds worth trying again.</summary>
    public int RetryAfter { get; init; }
}

/// <summary>
/// The table in force, and who is busy with what. A claim and a switch can meet in any order: the claim first counts itself in
/// and then looks whether its table is still in force; the switch first puts the new table in force and then looks who is
/// counted in. So one of the two always sees the other, and once <see cref="Apply"/> has returned nothing starts on a replica
/// that is not in its snapshot, and <see cref="Lingering"/> misses nothing that started before.
/// </summary>
public sealed class TrafficSwitch
{
    private readonly Lock sync = new();
    private readonly TimeProvider time;
    private readonly GaugeShelf shelf;
    private RouteTable table = RouteTable.Empty;

    private readonly bool redirects;

    /// <param name="redirects">Routes that are for HTTPS are served over it alone; otherwise over whatever there is.</param>
    public TrafficSwitch(TimeProvider time, bool redirects = false)
    {
        (this.time, this.redirects) = (time, redirects);
        shelf = new GaugeShelf(this);
    }

    /// <summary>A table came into force. Called on the thread that applied it.</summary>
    public event Action? Applied;

    /// <summary>The last request of a replica that had left is over.</summary>
    public event Action? Lapsed;

    /// <summary>A replica was found down, or up again.</summary>
    public event Action<ReplicaGauge>? HealthChanged;

    internal TimeProvider Time => time;

    /// <summary>Counts requests that are for no route, or are none that could be read.</summary>
    public Meter Unrouted { get; } = new();

    public RouteTable Table => Volatile.Read(ref table);

    /// <summary>
    /// Puts a snapshot in force. It must have passed <see cref="Decisions.SnapshotCheck"/>. Only routes that are other objects than
    /// before are looked at.
    /// </summary>
    public void Apply(TrafficSnapshot snapshot)
    {
        var left = new List<Action>();
        lock (sync)
        {
            var next = RouteTable.Of(snapshot, table, shelf);
            foreach (var route in next.Fresh) Arrive(route);
            Interlocked.Exchange(ref table, next);
            foreach (var route in next.Dropped) Depart(route, next, left);
            foreach (var route in next.Fresh)
            {
                if (route is { Spec.Hold: false, IsEmpty: false }) route.Gate.Open();
            }
            shelf.Tidy(next);
        }
        foreach (var tell in left) tell();
        Applied?.Invoke();
    }

    /// <summary>Claims a replica for one request or connection, under the table in force.</summary>
    /// <param name="tried">Replicas that failed for it already.</param>
    /// <param name="isFirst">It counts against the limits of its rule; what is tried again does not.</param>
    public ClaimTry Claim(in RouteQuery query, IReadOnlyCollection<ReplicaGauge>? tried = null, bool isFirst = false)
    {
        while (true)
        {
            var current = Table;
            var result = ClaimUnder(current, query, tried, isFirst);
            if (IsInForce(current))
            {
                result.Claim?.Confirm();
                return result;
            }
            result.Claim?.Dispose();
            // It was counted.
            isFirst = false;
        }
    }

    /// <summary>Claims a replica as the other does, into a claim that was used before and is free.</summary>
    /// <param name="retryAfter">As <see cref="ClaimTry.RetryAfter"/>.</param>
    public ClaimOutcome Claim(ReplicaClaim claim, in FastQuery query, out int retryAfter)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            var current = Table;
            // An authority is answered by the edge itself, where all is answered that no replica has a part in.
            if (query.Route is null && current.ChallengeAnswer(query.Host, query.Path) is not null)
            {
                retryAfter = 0;
                return ClaimOutcome.NoRoute;
            }
            var outcome = Under(current.Find(query.Route, query.Port, query.Host, query.Path, query.Facts), new Ask(query.IsSecure, query.Tried, query.Facts, isFirst && query.Tried is null) { Proof = query.Proof }, query.Host, claim, out retryAfter);
            if (IsInForce(current))
            {
                if (outcome == ClaimOutcome.Claimed) claim.Confirm();
                return outcome;
            }
            if (outcome == ClaimOutcome.Claimed) claim.Dispose();
        }
    }

    /// <summary>The first half of a claim: counted in, and not yet looked whether the table is still in force.</summary>
    internal ClaimTry ClaimUnder(RouteTable table, in RouteQuery query, IReadOnlyCollection<ReplicaGauge>? tried, bool isFirst = false)
    {
        var target = table.Find(query);
        var route = target?.Route;
        var seen = route?.Gate.Openings ?? 0;
        var claim = new ReplicaClaim();
        var outcome = Under(target, new Ask(query.IsSecure, tried, query.Facts, isFirst) { Proof = query.Proof }, query.Host, claim, out var retryAfter);
        return new ClaimTry(outcome, outcome == ClaimOutcome.Claimed ? claim : null, route, seen) { Rule = target?.Rule, RetryAfter = retryAfter };
    }

    private ClaimOutcome Under(RouteTarget? found, in Ask ask, ReadOnlySpan<char> host, ReplicaClaim claim, out int retryAfter)
    {
        retryAfter = 0;
        if (found is not { } target) return ClaimOutcome.NoRoute;
        var route = target.Route;
        // Also of what is refused it is asked.
        claim.IsForTls = target.IsForTls;
        if (redirects && target.IsForTls && !ask.IsSecure) return ClaimOutcome.Insecure;
        if (target.Rule is { } rule)
        {
            if (rule.Rule.ClientCertificates is { } demand && ClientProof.Judge(ask.Proof, demand, host) is not ProofVerdict.Enough and var lacks)
                return lacks == ProofVerdict.Nothing ? ClaimOutcome.Unproven : ClaimOutcome.Misdirected;
            if (rule.IsAnswered) return ClaimOutcome.Answered;
            if (ask.IsFirst && rule.Rate is { } rate && (retryAfter = rate.Admit(time, ask.Facts?.Client ?? 0)) > 0)
            {
                route.Gate.Tally.Count(Failure.Limited);
                claim.RefusedBy = route;
                return ClaimOutcome.Limited;
            }
        }
        if (route.Spec.Hold) return ClaimOutcome.Held;
        if (route.Gate.AtWork >= route.Policy.Requests) return Full(route, claim, out retryAfter);
        if (route.Pick(new PickFor(target.Port, ask.Tried, ask.Facts), out var backend) is not { } gauge)
            return route.IsFull(ask.Tried) ? Full(route, claim, out retryAfter) : ClaimOutcome.Empty;
        gauge.Enter();
        claim.Take(target, backend!, gauge);
        if (route.Policy.IsSticky) Introduce(claim, route, gauge, ask.Facts);
        return ClaimOutcome.Claimed;
    }

    /// <summary>Where nobody waits, it is over at once.</summary>
    private static ClaimOutcome Full(TableRoute route, ReplicaClaim claim, out int retryAfter)
    {
        claim.RefusedBy = route;
        retryAfter = route.Policy.Pending > 0 ? 0 : 1;
        if (retryAfter > 0) route.Gate.Tally.Count(Failure.Overloaded);
        return ClaimOutcome.Full;
    }

    private static void Introduce(ReplicaClaim claim, TableRoute route, ReplicaGauge gauge, IRequestFacts? facts)
    {
        if (facts is not null && !route.Knows(facts, gauge)) claim.Introduce(route.CookieFor(gauge));
    }

    /// <summary>What a claim is made for, besides where it goes.</summary>
    private readonly record struct Ask(bool IsSecure, IReadOnlyCollection<ReplicaGauge>? Tried, IRequestFacts? Facts, bool IsFirst)
    {
        /// <inheritdoc cref="RouteQuery.Proof"/>
        public ClientProof? Proof { get; init; }
    }

    /// <summary>The second half. Counting in is a full fence, so this reads what was in force after it.</summary>
    internal bool IsInForce(RouteTable current) => ReferenceEquals(Table, current);

    /// <summary>Replicas that are in no backend of the table in force and still have requests or connections open, sorted.</summary>
    public IReadOnlyList<string> Lingering()
    {
        lock (sync)
        {
            return [.. shelf.Away.Where(gauge => gauge.InFlight > 0 && !IsPresent(gauge))
                .Select(gauge => gauge.Name).Distinct().Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Replicas in rotation that are down, sorted.</summary>
    public IReadOnlyList<string> Unhealthy()
    {
        lock (sync)
        {
            return [.. shelf.Down().Where(gauge => !gauge.IsAway)
                .Select(gauge => gauge.Name).Distinct().Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Everything known, also what is on its way out.</summary>
    public IReadOnlyList<ReplicaGauge> Gauges()
    {
        lock (sync) return [.. shelf.Gauges.OrderBy(gauge => gauge.Name, StringComparer.Ordinal)];
    }

    /// <summary>A connection to a port of the replica failed.</summary>
    public void Refused(ReplicaGauge gauge, int port)
    {
        if (gauge.Health.Refused(port)) WentDown(gauge);
    }

    /// <summary>The same, told by another thread; from here on nothing new goes there.</summary>
    public void RefusedElsewhere(ReplicaGauge gauge, int port)
    {
        if (gauge.Health.Refused(port)) Ejected(gauge);
    }

    /// <summary>A port that refused takes connections again.</summary>
    public void Accepted(ReplicaGauge gauge, int port)
    {
        if (!gauge.Health.Accepted(port)) return;
        gauge.Conduct.Renewed();
        CameBack(gauge);
    }

    /// <summary>A probe of the replica ended.</summary>
    /// <param name="strict">One failure is enough: nothing vouches for the replica.</param>
    public void Probed(ReplicaGauge gauge, bool passed, bool strict = false)
    {
        if (passed && gauge.Health.ProbePassed()) CameBack(gauge);
        if (!passed && gauge.Health.ProbeFailed(strict)) WentDown(gauge);
    }

    private void WentDown(ReplicaGauge gauge)
    {
        lock (sync) shelf.Doubt(gauge);
        if (Table.Routes.TryGetValue(gauge.Route, out var route)) route.BackendOf(gauge)?.Tally.Meter.Ejected();
        HealthChanged?.Invoke(gauge);
    }

    private void CameBack(ReplicaGauge gauge)
    {
        if (Table.Routes.TryGetValue(gauge.Route, out var route) && !route.Spec.Hold) route.Gate.Open();
        HealthChanged?.Invoke(gauge);
    }

    /// <summary>
    /// The replica was left out for how clients fared with it. Told by another thread, for whoever saw it may be one that must not wait.
    /// </summary>
    internal void Ejected(ReplicaGauge gauge) => ThreadPool.UnsafeQueueUserWorkItem(static at => at.Switch.WentDown(at.Gauge), (Switch: this, Gauge: gauge), preferLocal: false);

    /// <summary>It may have requests again.</summary>
    internal void Returned(ReplicaGauge gauge) => CameBack(gauge);

    internal void Drained(ReplicaGauge gauge)
    {
        lock (sync)
        {
            if (gauge.IsAway) shelf.Tidy(table);
        }
        Lapsed?.Invoke();
    }

    private void Arrive(TableRoute route)
    {
        foreach (var gauge in route.Replicas)
        {
            gauge.Uses++;
            gauge.Arrive(route.Name);
            shelf.Arrived(gauge);
        }
        if (!route.IsEmpty) route.Gate.MarkUp();
    }

    /// <param name="left">What is to be done outside of the lock.</param>
    private void Depart(TableRoute route, RouteTable next, List<Action> left)
    {
        var after = next.Routes.GetValueOrDefault(route.Name);
        foreach (var gauge in route.Replicas)
        {
            if (--gauge.Uses == 0)
            {
                left.Add(gauge.Depart((after ?? route).DrainTimeout, time));
                shelf.Departed(gauge);
            }
            else if (gauge.Route == route.Name && after?.Replicas.Contains(gauge) != true)
            {
                // Another route has it too.
                gauge.Arrive(next.Routes.Values.First(other => other.Replicas.Contains(gauge)).Name);
            }
        }
        shelf.Dropped(route.Name);
        if (after is null) route.Gate.Open();
    }

    /// <summary>It is in rotation with another address.</summary>
    private bool IsPresent(ReplicaGauge gauge) =>
        table.Routes.TryGetValue(gauge.Route, out var route) && route.Replicas.Any(other => other.Name == gauge.Name);
}
