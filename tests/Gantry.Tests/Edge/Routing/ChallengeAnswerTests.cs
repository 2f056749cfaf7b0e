using Gantry.Edge.Routing;
using Gantry.Resources.Certificates;
using Gantry.Resources.Traffic;

namespace Gantry.Tests.Edge.Routing;

public sealed class ChallengeAnswerTests
{
    private readonly TrafficSwitch traffic = new(TimeProvider.System);

    public ChallengeAnswerTests() => traffic.Apply(Snapshots.Of(1, Snapshots.Route(Snapshots.Backend(1, 1, "a"))) with
    {
        Challenges = [new HostChallenge("shop.test", ChallengeKind.Http01, "tok", "tok.hash"), new HostChallenge("shop.test", ChallengeKind.TlsAlpn01, "other", "other.hash")],
    });

    [Theory]
    [InlineData("shop.test", "/.well-known/acme-challenge/tok", "tok.hash")]
    [InlineData("SHOP.test:5002", "/.well-known/acme-challenge/tok", "tok.hash")]
    [InlineData("other.test", "/.well-known/acme-challenge/tok", null)]
    [InlineData("shop.test", "/.well-known/acme-challenge/other", null)]
    [InlineData("shop.test", "/.well-known/acme-challenge/tok/", null)]
    [InlineData("shop.test", "/.well-known/acme-challenge/", null)]
    [InlineData("shop.test", "/tok", null)]
    public void An_authority_is_answered_for_the_host_and_the_token_and_all_else_is_the_services(string host, string path, string? answer)
    {
        Assert.Equal(answer, traffic.Table.ChallengeAnswer(host, path));
        // The fast lane leaves to the other what no replica answers.
        Assert.Equal(answer is null ? ClaimOutcome.Claimed : ClaimOutcome.NoRoute, traffic.Claim(new ReplicaClaim(), new FastQuery { Host = host, Path = path, Facts = new SaidFacts() }, out _));
    }

    [Fact]
    public void A_change_brings_challenges_and_takes_them_away()
    {
        var before = Snapshots.Of(1);
        var with = before with { Revision = 2, Challenges = [new HostChallenge("a.test", ChallengeKind.Http01, "t", "t.k")] };
        Assert.Equal(with.Challenges, SnapshotChange.Between(before, with).Onto(before).Challenges);
        Assert.Null(SnapshotChange.Between(with, before with { Revision = 3 }).Onto(with).Challenges);
    }
}
