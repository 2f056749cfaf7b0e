using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Rollouts.Decisions;

namespace Gantry.Tests.Rollouts;

/// <summary>An exception that has ended makes no new release; what was made before can be gone back to.</summary>
public sealed class ExpiryTests
{
    private readonly Sandbox _sandbox = new();

    private static ServiceDefinition Web(string image, DateOnly? until) => Sandbox.Service("web", image) with { Exceptions = [new SafetyException("privileged", "the old driver needs it") { Until = until }] };

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(-1, true)]
    public void A_release_is_refused_from_the_day_after(int days, bool refused)
    {
        var accepted = _sandbox.Up(Web("v1", DateOnly.FromDateTime(_sandbox.Now.UtcDateTime).AddDays(days)));
        Assert.Equal(refused ? ["exception.expired"] : [], accepted.Problems.Select(p => p.Code));
    }

    [Fact]
    public void The_way_back_is_open_and_warns()
    {
        _sandbox.Up(Web("v1", DateOnly.FromDateTime(_sandbox.Now.UtcDateTime)));
        _sandbox.Settle();
        _sandbox.Up(Sandbox.Service("web", "v2"));
        _sandbox.Settle();
        _sandbox.After(TimeSpan.FromDays(2));
        var back = RolloutRequests.Rollback(_sandbox.Request, null);
        Assert.Empty(back.Problems);
        Assert.Contains(back.Plan!.Notes, n => n is { Code: "exception.expired", Severity: Severity.Warning });
    }

    [Fact]
    public void Plans_show_how_long_it_counts()
    {
        var day = DateOnly.FromDateTime(_sandbox.Now.UtcDateTime).AddDays(30);
        Assert.Equal(day, Assert.Single(_sandbox.Up(Web("v1", day)).Plan!.Exceptions!).Until);
    }
}
