using Gantry.Edge.Routing.Rules;

namespace Gantry.Edge.Routing;

/// <summary>Why somebody was not let in.</summary>
public enum Refusal { None, NoRoute, Insecure, Misdirected, Unproven, Answered, Limited, Overloaded, HoldTimeout, NoReplica }

/// <summary>Either a claim or the reason why there is none.</summary>
public readonly record struct Entry(ReplicaClaim? Claim, Refusal Refusal, TableRoute? Route)
{
    /// <inheritdoc cref="ClaimTry.Rule"/>
    public RuleDetail? Rule { get; init; }

    /// <inheritdoc cref="ClaimTry.RetryAfter"/>
    public int RetryAfter { get; init; }
}

/// <summary>
/// Lets requests and connections in: at once if a replica is there, after waiting if the route is held or its replicas are away
/// for a moment.
/// </summary>
public sealed class Entrance(TrafficSwitch traffic, TimeProvider time)
{
    /// <summary>
    /// How long a route may be without any replica before its clients are told. Long enough for a process to be started again;
    /// counted from when the first client noticed, so that a service that stays away fails fast.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <exception cref="OperationCanceledException">The client gave up waiting.</exception>
    public async ValueTask<Entry> EnterAsync(Ticket ticket, CancellationToken cancellation)
    {
        while (true)
        {
            var attempt = traffic.Claim(ticket.Query, ticket.Tried, ticket.IsFirst());
            switch (attempt.Outcome)
            {
                case ClaimOutcome.Claimed:
                    return new Entry(attempt.Claim, Refusal.None, attempt.Route);
                case ClaimOutcome.NoRoute:
                    return new Entry(null, Refusal.NoRoute, null);
                case ClaimOutcome.Insecure:
                    return new Entry(null, Refusal.Insecure, attempt.Route);
                case ClaimOutcome.Misdirected or ClaimOutcome.Unproven:
                    return new Entry(null, attempt.Outcome == ClaimOutcome.Unproven ? Refusal.Unproven : Refusal.Misdirected, attempt.Route);
                case ClaimOutcome.Answered:
                    return new Entry(null, Refusal.Answered, attempt.Route) { Rule = attempt.Rule };
                case ClaimOutcome.Limited:
                    return new Entry(null, Refusal.Limited, attempt.Route) { RetryAfter = attempt.RetryAfter };
                case ClaimOutcome.Full:
                    var fullSince = ticket.FullSince ??= time.GetTimestamp();
                    if (attempt.RetryAfter == 0 && attempt.Route!.Gate.Waiting < attempt.Route.Policy.Pending && await WaitAsync(attempt, fullSince, Patience, cancellation)) continue;
                    if (attempt.RetryAfter == 0) attempt.Route!.Gate.Tally.Count(Failure.Overloaded);
                    return new Entry(null, Refusal.Overloaded, attempt.Route) { RetryAfter = 1 };
                case ClaimOutcome.Held:
                    var held = ticket.HeldSince ??= time.GetTimestamp();
                    if (await WaitAsync(attempt, held, attempt.Route!.HoldTimeout, cancellation)) break;
                    attempt.Route.Gate.Tally.Count(Failure.HoldTimeout);
                    return new Entry(null, Refusal.HoldTimeout, attempt.Route);
                default:
                    if (ticket.Relent()) continue;
                    var since = attempt.Route!.Gate.MarkDown(time.GetTimestamp());
                    if (await WaitAsync(attempt, since, Patience, cancellation)) break;
                    attempt.Route.Gate.Tally.Count(Failure.NoReplica);
                    return new Entry(null, Refusal.NoReplica, attempt.Route);
            }
            ticket.TryAllAgain();
        }
    }

    private Task<bool> WaitAsync(ClaimTry attempt, long since, TimeSpan limit, CancellationToken cancellation) =>
        attempt.Route!.Gate.WaitAsync(attempt.Seen, limit - time.GetElapsedTime(since), time, cancellation);
}
