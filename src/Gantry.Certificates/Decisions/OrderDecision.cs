using Gantry.Resources;
using Gantry.Resources.Certificates;

namespace Gantry.Certificates.Decisions;

/// <summary>What there is to be seen of a host's certificate.</summary>
public sealed record Sight
{
    public required string Host { get; init; }

    /// <summary>When the certificate that is in place begins and ends; null: there is none that can be used.</summary>
    public (DateTimeOffset NotBefore, DateTimeOffset NotAfter)? InPlace { get; init; }

    /// <summary>The recorded order, as the authority has it; null where none is recorded.</summary>
    public OrderView? Order { get; init; }

    /// <summary>Every edge answers the recorded challenge.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>What may be tried, in order.</summary>
    public required IReadOnlyList<ChallengeKind> Challenges { get; init; }
}

/// <summary>What is to be asked of the authority.</summary>
public enum Act { None, Order, Tell, Finish, Fetch }

/// <param name="Next">To be recorded before the act.</param>
/// <param name="Because">Why it is as it is, for the history.</param>
/// <param name="Target">Where the act is to be done.</param>
/// <param name="Again">When to look again; null: when something happens.</param>
/// <param name="Polls">The authority works, and is not to be asked before that.</param>
public sealed record Step(CertificateStatus Next, string Because, Act Act = Act.None, string Target = "", TimeSpan? Again = null, bool Polls = false);

/// <summary>The one state machine of a certificate: what is recorded and what is seen lead to what is recorded next, and to what is asked for.</summary>
public static class OrderDecision
{
    /// <summary>An order of which nothing has come by then is given up.</summary>
    private static readonly TimeSpan LongestOrder = TimeSpan.FromHours(1);

    /// <summary>An authority that was told and does not look may not have heard.</summary>
    private static readonly TimeSpan TellAgain = TimeSpan.FromSeconds(30);

    public static Step Of(CertificateStatus known, Sight seen, DateTimeOffset now)
    {
        var status = Noted(known, seen);
        if (status.Order is not { } order) return WithoutOrder(status, now);
        if (order.Url is null)
            return Failed(status, seen.Host, AuthorityFailure.Away, new Problem(seen.Host, "acme.interrupted", "The order was interrupted before the authority had said where it is.", "Nothing to do: another one is made."), now);
        return seen.Order is { } view ? WithOrder(status, order, view, seen, now) : new Step(status, "as it was");
    }

    /// <summary>What comes of a call that failed.</summary>
    public static Step Failed(CertificateStatus status, string host, AuthorityFailure failure, Problem problem, DateTimeOffset now, TimeSpan? asked = null)
    {
        var failures = status.Failures + 1;
        var wait = Patience.After(failure, failures, host, asked);
        // An order that the authority has is taken up again when it is back.
        var keeps = failure == AuthorityFailure.Away && status.Order is { Url: not null } order && now - order.Begun < LongestOrder;
        var next = status with { Order = keeps ? status.Order : null, Failures = failures, Problem = problem, Again = now + wait };
        return new Step(next, problem.Message, Again: wait);
    }

    /// <summary>The new certificate is in place.</summary>
    public static CertificateStatus Done(CertificateStatus status, string host, DateTimeOffset notBefore, DateTimeOffset notAfter) => status with
    {
        Order = null, Failures = 0, Again = null, Problem = null, NotBefore = notBefore, NotAfter = notAfter, RenewAt = Renewal.At(host, notBefore, notAfter),
    };

    private static CertificateStatus Noted(CertificateStatus status, Sight seen) => seen.InPlace is not { } place
        ? status with { NotBefore = null, NotAfter = null, RenewAt = null }
        : status with { NotBefore = place.NotBefore, NotAfter = place.NotAfter, RenewAt = Renewal.At(seen.Host, place.NotBefore, place.NotAfter) };

    private static Step WithoutOrder(CertificateStatus status, DateTimeOffset now)
    {
        if (status.RenewAt is { } renew && renew > now)
            return new Step(status with { Failures = 0, Again = null, Problem = null }, $"valid until {status.NotAfter:yyyy-MM-dd HH:mm} UTC", Again: renew - now);
        if (status.Again is { } again && again > now) return new Step(status, "waits", Again: again - now);
        return new Step(status with { Order = new CertificateOrder { Begun = now } }, status.NotAfter is null ? "is ordered" : "is renewed", Act.Order);
    }

    private static Step WithOrder(CertificateStatus status, CertificateOrder order, OrderView view, Sight seen, DateTimeOffset now)
    {
        if (view.State == OrderState.Invalid)
        {
            var why = view.Problem ?? new Problem(seen.Host, "acme.invalid", "The authority has given up the order and does not say why.", "Nothing to do: another one is made after a while.");
            return Failed(status, seen.Host, AuthorityFailure.Refused, why, now, view.RetryAfter);
        }
        if (now - order.Begun > LongestOrder)
            return Failed(status, seen.Host, AuthorityFailure.Refused, new Problem(seen.Host, "acme.slow", "The authority has not come to an end with the order for an hour.", "See whether it has trouble; another order is made after a while."), now);
        return view.State switch
        {
            OrderState.Ready => new Step(status, "the host was found to be ours", Act.Finish, view.Finalize),
            OrderState.Valid => new Step(status, "the certificate is made", Act.Fetch, view.Certificate),
            OrderState.Processing => Poll(status, order, view, now),
            _ => Show(status, order, view, seen, now),
        };
    }

    private static Step Show(CertificateStatus status, CertificateOrder order, OrderView view, Sight seen, DateTimeOffset now)
    {
        var shown = order.Challenge is { } challenge ? view.Challenges.FirstOrDefault(c => c.Kind == challenge.Kind && c.Token == challenge.Token) : null;
        if (shown is null) return Choose(status, order, view, seen, now);
        if (order.Told is null && !seen.IsAnswered) return new Step(status, "edges take up the challenge");
        if (order.Told is { } told && !(shown.Waits && now - told > TellAgain)) return Poll(status, order, view, now);
        return new Step(status with { Order = order with { Told = now } }, "the authority is to look", Act.Tell, shown.Url);
    }

    /// <summary>After a failure the other one, if there is another.</summary>
    private static Step Choose(CertificateStatus status, CertificateOrder order, OrderView view, Sight seen, DateTimeOffset now)
    {
        // All that was to be shown has been looked at, and the order is about to follow.
        if (view.Challenges.Count == 0) return Poll(status, order, view, now);
        var offered = seen.Challenges.SelectMany(kind => view.Challenges.Where(c => c.Kind == kind)).ToList();
        if (offered.Count == 0)
        {
            return Failed(status, seen.Host, AuthorityFailure.Refused, new Problem(seen.Host, "acme.no-challenge", "The authority offers none of the challenges that may be tried.",
                $"Allow another one with {CertificatesOptions.ChallengesVariable}: http-01, tls-alpn-01."), now);
        }
        var chosen = offered[status.Failures % offered.Count];
        var challenge = new HostChallenge(seen.Host, chosen.Kind, chosen.Token, chosen.Answer);
        return new Step(status with { Order = order with { Challenge = challenge, Told = null } }, $"will be shown by {(chosen.Kind == ChallengeKind.Http01 ? "http-01" : "tls-alpn-01")}");
    }

    private static Step Poll(CertificateStatus status, CertificateOrder order, OrderView view, DateTimeOffset now) =>
        new(status, "the authority works on it", Again: Patience.Poll(now - (order.Told ?? order.Begun), view.RetryAfter), Polls: true);
}
