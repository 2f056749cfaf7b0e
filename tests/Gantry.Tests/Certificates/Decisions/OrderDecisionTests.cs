using Gantry.Certificates;
using Gantry.Certificates.Decisions;
using Gantry.Resources;
using Gantry.Resources.Certificates;

namespace Gantry.Tests.Certificates.Decisions;

public sealed class OrderDecisionTests
{
    private const string Host = "shop.test";
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly ChallengeView Http = new(ChallengeKind.Http01, "https://ca/http", "t1", "t1.key", true);
    private static readonly ChallengeView Alpn = new(ChallengeKind.TlsAlpn01, "https://ca/alpn", "t2", "t2.key", true);
    private static readonly OrderView Pending = new() { State = OrderState.Pending, Challenges = [Http, Alpn] };
    private static readonly Sight Nothing = new() { Host = Host, Challenges = [ChallengeKind.Http01, ChallengeKind.TlsAlpn01] };

    [Fact]
    public void An_order_goes_from_nothing_to_a_certificate_and_each_step_is_recorded_before_it_is_taken()
    {
        var step = OrderDecision.Of(new CertificateStatus(), Nothing, Now);
        Assert.Equal((Act.Order, Now), (step.Act, step.Next.Order!.Begun));
        var status = step.Next with { Order = step.Next.Order with { Url = "https://ca/order" } };
        step = OrderDecision.Of(status, Nothing with { Order = Pending }, Now);
        Assert.Equal((Act.None, new HostChallenge(Host, ChallengeKind.Http01, "t1", "t1.key")), (step.Act, step.Next.Order!.Challenge));
        status = step.Next;
        Assert.Equal(Act.None, OrderDecision.Of(status, Nothing with { Order = Pending }, Now).Act);
        step = OrderDecision.Of(status, Nothing with { Order = Pending, IsAnswered = true }, Now);
        Assert.Equal((Act.Tell, Http.Url, Now), (step.Act, step.Target, step.Next.Order!.Told!.Value));
        status = step.Next;
        step = OrderDecision.Of(status, Nothing with { Order = Pending, IsAnswered = true }, Now.AddSeconds(2));
        Assert.Equal((Act.None, true), (step.Act, step.Polls));
        // What is recorded makes edges acknowledge once more, which is not waited for.
        Assert.True(OrderDecision.Of(status, Nothing with { Order = Pending }, Now.AddSeconds(2)).Polls);
        Assert.Equal(Act.Finish, OrderDecision.Of(status, Nothing with { Order = new OrderView { State = OrderState.Ready, Finalize = "https://ca/f" } }, Now).Act);
        Assert.True(OrderDecision.Of(status, Nothing with { Order = new OrderView { State = OrderState.Processing } }, Now).Polls);
        Assert.Equal(Act.Fetch, OrderDecision.Of(status, Nothing with { Order = new OrderView { State = OrderState.Valid, Certificate = "https://ca/c" } }, Now).Act);
        var done = OrderDecision.Done(status, Host, Now, Now.AddDays(90));
        Assert.Null(done.Order);
        step = OrderDecision.Of(done, Nothing with { InPlace = (Now, Now.AddDays(90)) }, Now.AddDays(1));
        Assert.Equal((Act.None, done.RenewAt - Now.AddDays(1)), (step.Act, step.Again));
    }

    [Fact]
    public void A_certificate_is_replaced_at_two_thirds_of_its_life_or_a_little_earlier_and_hosts_at_different_times()
    {
        var all = Enumerable.Range(0, 200).Select(n => (Renewal.At($"h{n}.test", Now, Now.AddDays(90)) - Now).TotalDays).ToList();
        Assert.All(all, days => Assert.InRange(days, 55.5, 60));
        Assert.InRange(all.Max() - all.Min(), 4, 4.5);
        Assert.Equal(Act.Order, OrderDecision.Of(new CertificateStatus(), Nothing with { InPlace = (Now, Now.AddDays(90)) }, Now.AddDays(60.1)).Act);
        Assert.Equal(Act.None, OrderDecision.Of(new CertificateStatus(), Nothing with { InPlace = (Now, Now.AddDays(90)) }, Now.AddDays(55)).Act);
    }

    [Fact]
    public void What_the_authority_refuses_is_tried_again_four_times_in_the_first_hour_and_twice_a_day_in_the_end()
    {
        var (status, at, tries) = (new CertificateStatus(), Now, new List<DateTimeOffset>());
        var wrong = new Problem(Host, "acme.dns", "No such name.", "Make one.");
        for (var n = 0; n < 12; n++)
        {
            var step = OrderDecision.Of(status, Nothing, at);
            Assert.Equal(Act.Order, step.Act);
            tries.Add(at);
            status = step.Next with { Order = step.Next.Order! with { Url = "https://ca/order" } };
            step = OrderDecision.Of(status, Nothing with { Order = new OrderView { State = OrderState.Invalid, Problem = wrong } }, at);
            Assert.Equal((null, wrong), (step.Next.Order, step.Next.Problem));
            status = step.Next;
            var early = OrderDecision.Of(status, Nothing, status.Again!.Value.AddSeconds(-1));
            Assert.Equal((Act.None, TimeSpan.FromSeconds(1)), (early.Act, early.Again));
            at = status.Again!.Value;
        }
        Assert.InRange(tries.Count(t => t < Now.AddHours(1)), 3, 4);
        Assert.InRange(tries[^1] - tries[^2], TimeSpan.FromHours(12), TimeSpan.FromHours(15));
    }

    [Fact]
    public void An_authority_that_is_away_loses_no_order_and_is_asked_less_and_less()
    {
        var away = new Problem("ca", "acme.away", "Away.", "Wait.");
        var status = new CertificateStatus { Order = new CertificateOrder { Begun = Now, Url = "https://ca/order" } };
        var waits = new List<TimeSpan>();
        for (var n = 0; n < 12; n++)
        {
            var step = OrderDecision.Failed(status, Host, AuthorityFailure.Away, away, Now);
            Assert.NotNull(step.Next.Order);
            waits.Add(step.Again!.Value);
            status = step.Next;
        }
        Assert.InRange(waits[0], TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6.25));
        Assert.All(waits.Zip(waits.Skip(1)).Take(9), pair => Assert.InRange(pair.Second / pair.First, 1.5, 2.5));
        Assert.InRange(waits[^1], TimeSpan.FromHours(1), TimeSpan.FromHours(1.25));
        Assert.Null(OrderDecision.Failed(status, Host, AuthorityFailure.Gone, away, Now).Next.Order);
    }

    [Fact]
    public void An_authority_that_asks_for_patience_gets_it_and_not_for_longer_than_a_day()
    {
        var limited = new Problem(Host, "acme.rate-limited", "Too many.", "Wait.");
        Assert.Equal(TimeSpan.FromHours(7), OrderDecision.Failed(new CertificateStatus(), Host, AuthorityFailure.Refused, limited, Now, TimeSpan.FromHours(7)).Again);
        Assert.Equal(TimeSpan.FromDays(1), OrderDecision.Failed(new CertificateStatus(), Host, AuthorityFailure.Refused, limited, Now, TimeSpan.FromDays(400)).Again);
        var told = new CertificateStatus { Order = new CertificateOrder { Begun = Now, Url = "u", Told = Now, Challenge = new HostChallenge(Host, ChallengeKind.Http01, "t1", "t1.key") } };
        var step = OrderDecision.Of(told, Nothing with { Order = Pending with { RetryAfter = TimeSpan.FromSeconds(20) }, IsAnswered = true }, Now.AddSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(20), step.Again);
    }

    [Fact]
    public void After_a_failure_the_other_challenge_is_shown_if_it_may_be()
    {
        var order = new CertificateOrder { Begun = Now, Url = "u" };
        Assert.Equal(ChallengeKind.TlsAlpn01, OrderDecision.Of(new CertificateStatus { Order = order, Failures = 1 }, Nothing with { Order = Pending }, Now).Next.Order!.Challenge!.Kind);
        var only = Nothing with { Order = Pending, Challenges = [ChallengeKind.Http01] };
        Assert.Equal(ChallengeKind.Http01, OrderDecision.Of(new CertificateStatus { Order = order, Failures = 1 }, only, Now).Next.Order!.Challenge!.Kind);
        var none = OrderDecision.Of(new CertificateStatus { Order = order }, only with { Order = Pending with { Challenges = [Alpn] } }, Now);
        Assert.Equal(("acme.no-challenge", null), (none.Next.Problem!.Code, none.Next.Order));
    }

    [Fact]
    public void An_order_that_was_interrupted_before_its_place_was_known_counts_as_a_failure_so_that_a_crash_in_a_circle_does_not_hammer()
    {
        var step = OrderDecision.Of(new CertificateStatus { Order = new CertificateOrder { Begun = Now } }, Nothing, Now);
        Assert.Equal(("acme.interrupted", 1, Act.None), (step.Next.Problem!.Code, step.Next.Failures, step.Act));
        Assert.InRange(step.Again!.Value, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void An_order_that_comes_to_no_end_is_given_up_after_an_hour()
    {
        var status = new CertificateStatus { Order = new CertificateOrder { Begun = Now, Url = "u" } };
        Assert.Equal("acme.slow", OrderDecision.Of(status, Nothing with { Order = Pending }, Now.AddMinutes(61)).Next.Problem!.Code);
    }
}
