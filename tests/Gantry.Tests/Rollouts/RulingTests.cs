using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Resources.Policies;
using Gantry.Resources.Releases;
using Gantry.Resources.Rollouts;
using Gantry.Rollouts;
using Gantry.Rollouts.Decisions;

namespace Gantry.Tests.Rollouts;

/// <summary>What somebody who judges releases says is followed going forward, and only said going back.</summary>
public sealed class RulingTests
{
    private readonly Sandbox _sandbox = new();

    private static readonly Problem Refusal = new("services.web.user", "policy.nonRoot", "web runs as root.", "Name another user.");

    private static readonly Problem Note = Refusal with { Code = "policy.limits", Severity = Severity.Warning };

    private Accepted Up(string image, Ruling ruling) => _sandbox.Accept(RolloutRequests.Up(_sandbox.Request with { Judge = _ => ruling }, Sandbox.Release(Sandbox.Service("web", image))));

    private static Ruling Let(params Problem[] notes) => new()
    {
        Notes = notes,
        Verdict = new PlanVerdict("default", "sha256:1", 1, notes.Length, 0),
        Admission = new AdmissionSpec
        {
            App = Sandbox.App,
            Environment = Sandbox.Environment,
            Release = 1,
            At = default,
            DecidedBy = "1",
            PolicyRevision = "sha256:1",
            Policy = Policy.Default,
            Images = [],
            Verdict = new Verdict { Violations = [], Images = 1 },
        },
    };

    private static Ruling Refuse => Let() with { Refusals = [Refusal] };

    [Fact]
    public void What_is_refused_is_not_stored()
    {
        var accepted = Up("v1", Refuse);
        Assert.Equal([Refusal], accepted.Problems);
        Assert.Null(accepted.Transaction);
    }

    [Fact]
    public void What_is_let_in_says_what_it_was_warned_of_and_is_stored_with_how_it_was_decided()
    {
        var plan = Up("v1", Let(Note)).Plan!;
        Assert.Contains(Note, plan.Notes);
        Assert.Equal("default", plan.Verdict?.Policy);
        Assert.NotNull(_sandbox.World.Get(ResourceNames.Admission(Sandbox.Environment, Sandbox.App, 1)));
        Assert.Contains(Note, _sandbox.World.Get(ResourceNames.Rollout(Sandbox.Environment, Sandbox.App, 1))!.SpecAs<RolloutSpec>().Plan.Notes);
    }

    [Fact]
    public void What_runs_is_left_alone_and_it_is_said_that_it_would_be_refused()
    {
        Up("v1", Let());
        _sandbox.Settle();
        var again = Up("v1", Refuse);
        Assert.Empty(again.Problems);
        Assert.True(again.Plan!.IsEmpty);
        Assert.Contains(again.Plan.Notes, n => n is { Code: "policy.nonRoot", Severity: Severity.Warning, Message: "Today it would be refused: web runs as root." });
    }

    [Fact]
    public void The_way_back_is_open_and_warns()
    {
        Up("v1", Let());
        _sandbox.Settle();
        Up("v2", Let());
        _sandbox.Settle();
        var back = RolloutRequests.Rollback(_sandbox.Request with { Judge = r => r.Number == 1 ? Refuse : Let() }, null);
        Assert.Empty(back.Problems);
        Assert.Contains(back.Plan!.Notes, n => n is { Code: "policy.nonRoot", Severity: Severity.Warning });
    }

    /// <summary>A policy or a judgement that comes in between planning and storing is not passed by.</summary>
    [Fact]
    public void What_it_was_decided_on_must_not_change_meanwhile()
    {
        var policy = ResourceNames.Policy(Sandbox.Environment);
        var ruling = Let() with { Seen = [new SeenVersion(policy, 0)] };
        var transaction = RolloutRequests.Up(_sandbox.Request with { Judge = _ => ruling }, Sandbox.Release(Sandbox.Service("web"))).Transaction!;
        Assert.Null(WorldTransition.Apply(_sandbox.World, transaction, default, AuditChain.Genesis).Conflict);
        var set = new PutSpec(policy, new PolicySpec { Policy = Policy.Default, Revision = "", SetBy = "anna", SetAt = default }, "set", 0);
        var meanwhile = WorldTransition.Apply(_sandbox.World, new Transaction("user:anna", set), default, AuditChain.Genesis).World;
        Assert.Equal(policy, WorldTransition.Apply(meanwhile, transaction, default, AuditChain.Genesis).Conflict);
    }

    [Fact]
    public void How_it_was_decided_goes_with_its_release()
    {
        for (var n = 1; n <= RolloutsModule.Kept + 5; n++)
        {
            Up($"v{n}", Let());
            _sandbox.Settle();
            _sandbox.After(TimeSpan.FromHours(1));
        }

        Assert.Equal(_sandbox.World.List(Kinds.Release).Select(r => r.Key.Name), _sandbox.World.List(Kinds.Admission).Select(r => r.Key.Name));
    }
}
