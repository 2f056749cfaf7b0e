using System.Runtime.CompilerServices;
using Gantry.Cli.Progress;
using Gantry.Cli.Reports;
using Gantry.Cli.Sheets;
using Gantry.Cli.Text;
using Gantry.Cli.Views;
using Gantry.Cli.Views.Exposure;
using Gantry.Cli.Views.Policies;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Apps;
using Gantry.Resources.Policies;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Resources.Routes;
using Gantry.Tests.Apps;
using Gantry.Tests.Architecture;

namespace Gantry.Tests.Cli;

/// <summary>What people see at 80 columns, in testdata/Cli. GANTRY_UPDATE_GOLDENS=1 writes them anew: read the difference before keeping it.</summary>
public sealed class ViewGoldenTests
{
    private const int Width = 80;

    [Fact]
    public void A_plan_says_what_changes_then_its_steps_then_what_to_know() =>
        Check(PlanView.Render(new PlanSheet(PlanView.Headline("shop", "production", 7, 8), Shop.Plan), Width));

    [Fact]
    public void A_first_plan_says_that_it_is_the_first() =>
        Check(PlanView.Render(new PlanSheet(PlanView.Headline("shop", "production", null, 1), Shop.Plan with { Notes = [], Changes = [] }), Width));

    [Fact]
    public void A_plan_says_in_a_line_what_the_policy_says() => Check(PlanView.Render(new PlanSheet(PlanView.Headline("shop", "production", null, 1), Shop.Plan with
    {
        Changes = [],
        Verdict = new PlanVerdict("default", "sha256:0", 5, 1, 1),
        Notes = [new Problem("advisories", "policy.advisories", "There are no advisories, so nothing is known of vulnerabilities.", "Import them: `gantry advisories import PATH`.", Severity.Warning)],
    }), Width));

    [Fact]
    public void A_policy_is_shown_with_all_of_its_rules_and_its_waivers() => Check(PolicySheet.Render(new PolicyView
    {
        Environment = "production",
        Revision = "sha256:0123456789abcdef0123456789abcdef",
        Policy = new Policy
        {
            Name = "strict",
            Waivers =
            [
                new Waiver { Vulnerability = "CVE-2026-1234", App = "shop", Service = "web", Owner = "ada", Reason = "we do not parse such files", Until = new DateOnly(2027, 1, 31) },
                new Waiver { Rule = "nonRoot", Owner = "ada", Reason = "it is replaced in winter", Until = new DateOnly(2026, 11, 1) },
            ],
        },
        SetBy = "anna",
        SetAt = Shop.Now,
    }, Shop.Now, Width));

    [Fact]
    public void What_was_not_judged_for_one_reason_is_said_with_it_once()
    {
        var why = new Problem("advisories", "advisories.none", "No advisories have been imported.", "Import them: gantry advisories import PATH", Severity.Warning);
        UnjudgedImage Unjudged(string service) => new($"shop-{service}:latest", [new ExposedService("production", "shop", service, 1, true, Reach.Inside, 0)], why);
        Check(VulnsView.Render(new VulnerabilityReport { Images = 3, Findings = [], Unjudged = [Unjudged("api"), Unjudged("store"), Unjudged("web")] }, Shop.Now, Width));
    }

    [Fact]
    public void Ps_shows_what_serves_with_what_is_warm_below_it() => Check(PsView.Render(AppSheets.Make(Busy), Shop.Now, Width));

    [Fact]
    public void Ps_shows_what_is_wrong_with_its_remedy()
    {
        var problem = new Problem("services.api", "replica.unready", "Its probe GET :8081/ready answers 503.", "gantry logs api");
        Check(PsView.Render(AppSheets.Make(Busy with
        {
            Status = new AppStatus { Live = 7, LiveSince = Shop.At(-86400 * 5) },
            Rollout = null,
            RolloutStatus = null,
            Replicas =
            [
                Shop.Runs("api", 7, 1), Shop.Runs("api", 7, 2, ReplicaPhase.Unready) with { Status = new ReplicaStatus { Phase = ReplicaPhase.Unready, Problem = problem } },
                Shop.Runs("web", 7, 1, ReplicaPhase.Restarting),
            ],
        }), Shop.Now, Width));
    }

    [Fact]
    public void History_shows_the_newest_first_and_why_one_failed() => Check(HistoryView.Render(
    [
        Row(12, -30, RolloutReason.Up, 9, RolloutPhase.Running),
        Row(11, -3600, RolloutReason.Rollback, 7, RolloutPhase.Live, 0.1) with { Changes = [] },
        Row(10, -7200, RolloutReason.Up, 8, RolloutPhase.Failed, 121) with { Failure = Shop.NotReady.Message },
        Row(9, -86400 * 3, RolloutReason.Up, 7, RolloutPhase.Live, 3.24),
        Row(8, -86400 * 400, RolloutReason.Down, null, RolloutPhase.Live, 10.4) with { Changes = [] },
    ], Shop.Now, TimeZoneInfo.Utc, Width));

    [Fact]
    public void Progress_is_a_line_for_each_thing_that_changes() => Check(Plain(
        Shop.Rollout(101, 0, Shop.Running(0)),
        Shop.Replica(102, 0.1, "shop.migrate.9.1", ReplicaPhase.Creating),
        Shop.Replica(103, 0.8, "shop.migrate.9.1", ReplicaPhase.Exited),
        Shop.Rollout(104, 0.8, Shop.Running(1, 0.8)),
        Shop.Replica(105, 1.0, "shop.api.9.1", ReplicaPhase.Starting),
        Shop.Replica(106, 1.1, "shop.api.9.2", ReplicaPhase.Starting),
        Shop.Replica(107, 1.2, "shop.api.9.2", ReplicaPhase.Starting),
        Shop.Replica(108, 2.2, "shop.api.9.1", ReplicaPhase.Ready),
        Shop.Replica(109, 2.3, "shop.api.9.2", ReplicaPhase.Ready),
        Shop.Rollout(110, 2.4, Shop.Running(3, 0.8, 2.3, 2.4)),
        Shop.Rollout(111, 2.4, Shop.Live)));

    [Fact]
    public void Progress_of_a_failure_says_why_and_how_it_goes_back() => Check(Plain(
        Shop.Rollout(104, 0.8, Shop.Running(1, 0.8)),
        Shop.Replica(108, 2.2, "shop.api.9.1", ReplicaPhase.Restarting, Shop.NotReady, restarts: 1),
        Shop.Rollout(109, 3.5, Shop.Undoing),
        Shop.Rollout(110, 4.1, Shop.Failed)), width: int.MaxValue);

    [Fact]
    public void A_frame_shows_the_replicas_that_the_step_waits_for() => Check(Frame(
        Shop.Rollout(104, 0.8, Shop.Running(1, 0.8)),
        Shop.Replica(105, 1.0, "shop.api.9.1", ReplicaPhase.Ready)));

    [Fact]
    public void A_frame_of_a_failure_shows_the_step_that_failed_and_the_way_back() => Check(Frame(
        Shop.Replica(105, 1.0, "shop.api.9.1", ReplicaPhase.Restarting, Shop.NotReady, restarts: 2),
        Shop.Rollout(109, 3.5, Shop.Undoing)));

    [Fact]
    public void The_last_frame_has_every_step_done() => Check(Frame(Shop.Rollout(111, 2.4, Shop.Live)));

    [Fact]
    public void A_frame_higher_than_the_terminal_keeps_its_title_and_its_end() => Check(
        ProgressTree.Render(After(Shop.Rollout(104, 0.8, Shop.Running(1, 0.8))), Shop.At(3.2), 0, Width, height: 5));

    [Fact]
    public void Builds_take_a_row_each() => Check(BuildView.Render(
    [
        new BuildRow("api", "build", "Step 4/9 : RUN dotnet publish --configuration Release --output /app --no-restore", Shop.At(-12), false),
        new BuildRow("cache", "pull", "", Shop.At(-3.2), true),
    ], Shop.Now, 3, Width));

    [Fact]
    public void The_last_words_are_the_address_and_the_time() => Check(
        [.. OutcomeView.Render(new Outcome(true, "shop", "production", 8, ["http://127.0.0.1:8080", "http://127.0.0.1:8080/api"], TimeSpan.FromSeconds(3.21),
            "shop release 8 is live in production")),
        .. OutcomeView.Render(new Outcome(false, "shop", "production", 8, [], TimeSpan.FromSeconds(125), "shop release 8 did not go live in production; release 7 still serves"))]);

    [Fact]
    public void A_problem_has_place_cause_last_log_lines_and_remedy() => Check(ProblemView.Render([Shop.NotReady, Shop.Plan.Notes[0]], Width));

    private static AppFacts Busy { get; } = new()
    {
        App = "shop",
        Environment = "production",
        Status = new AppStatus { Live = 8, Previous = 7, LiveSince = Shop.At(-240) },
        Http = "127.0.0.1:8080",
        Routes =
        [
            Shop.Route("api", 8, "shop.api.8.1", "shop.api.8.2", "shop.api.7.1", "shop.api.7.2") with { Ports = [8081] },
            Shop.Route("store", 8) with { Hold = true, Published = [new PublishedPort(null, 5432, 5432)] },
            Shop.Route("web", 8, "shop.web.8.1", "shop.web.7.1") with
            {
                Rules = [new RouteRule(null, "/", 80), new RouteRule("shop.example.org", "/admin", 80)],
            },
            Shop.Route("worker", 8, "shop.worker.8.1"),
        ],
        Replicas =
        [
            Shop.Runs("api", 8, 1), Shop.Runs("api", 8, 2), Shop.Runs("api", 9, 1, ReplicaPhase.Starting, -2),
            Shop.Runs("migrate", 8, 1, ReplicaPhase.Exited, -300) with { } is var job
                ? job with { Spec = job.Spec with { Kind = ReplicaKind.Job }, Status = job.Status with { ExitCode = 0 } } : null!,
            Shop.Runs("web", 8, 1), Shop.Runs("worker", 8, 1, since: -7200),
            Warm("web", 1), Warm("web", 2),
        ],
        Rollout = new RolloutSpec
        {
            App = "shop",
            Environment = "production",
            Number = 9,
            Reason = RolloutReason.Up,
            Plan = Shop.Plan,
            RequestedBy = "anna",
            RequestedAt = Shop.At(-3),
        },
        RolloutStatus = Shop.Running(1, 0.8),
    };

    private static ReplicaFacts Warm(string service, int ordinal) =>
        Shop.Runs(service, 7, ordinal + 4) is var r ? r with { Spec = r.Spec with { RetireAt = Shop.At(480) } } : null!;

    private static HistoryRow Row(int number, double at, RolloutReason reason, int? release, RolloutPhase result, double? seconds = null) => new()
    {
        Rollout = number,
        At = Shop.At(at),
        By = "anna",
        Reason = reason,
        Release = release,
        Result = result,
        Seconds = seconds,
        Changes = Shop.Plan.Changes,
    };

    private static RolloutProgress After(params WatchLine[] lines) => lines.Aggregate(Shop.Start, (p, line) => p.With(line));

    private static IEnumerable<Line> Frame(params WatchLine[] lines) => ProgressTree.Render(After(lines), Shop.At(3.6), 2, Width);

    private static IEnumerable<Line> Plain(params WatchLine[] lines)
    {
        var at = Shop.Start;
        foreach (var line in ProgressLines.First(at)) yield return line;
        foreach (var next in lines)
        {
            var before = at;
            at = at.With(next);
            foreach (var line in ProgressLines.Between(before, at)) yield return line;
        }
    }

    private static void Check(IEnumerable<Line> lines, int width = Width, [CallerMemberName] string name = "")
    {
        var text = Shop.Text(lines);
        Golden.Check(Path.Combine(SourceTree.Root, "tests/Gantry.Tests/testdata/Cli", name + ".txt"), text);
        Assert.All(text.Split('\n'), line => Assert.True(Columns.Of(line) <= width, line));
    }
}
