using System.Collections.Immutable;
using System.Text.Json;
using Gantry.Cli.Progress;
using Gantry.Cli.Sheets;
using Gantry.Cli.Text;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Resources.Routes;

namespace Gantry.Tests.Cli;

/// <summary>An app to show: release 7 of the shop serves, release 8 is on its way.</summary>
internal static class Shop
{
    public static DateTimeOffset Now { get; } = new(2026, 11, 21, 10, 14, 30, TimeSpan.Zero);

    public static Plan Plan { get; } = new()
    {
        Changes =
        [
            new ServiceChange("api", ChangeKind.Replace, Strategy.BlueGreen, ["environment.LOG_LEVEL", "image"]),
            new ServiceChange("mailer", ChangeKind.Remove, Strategy.Auto, []),
            new ServiceChange("migrate", ChangeKind.Run, Strategy.Auto, []),
            new ServiceChange("store", ChangeKind.Replace, Strategy.Recreate,
                ["environment.CACHE_BYTES", "environment.CACHE_POLICY", "image", "resources", "stopGracePeriod"]),
            new ServiceChange("web", ChangeKind.Scale, Strategy.BlueGreen, ["replicas"]),
        ],
        Steps =
        [
            new JobStep { Replica = Planned("migrate", 1), Says = "run migrate once and wait for it to succeed" },
            new StartStep { Replicas = [Planned("api", 1), Planned("api", 2)], Says = "start 2 × api and wait until ready" },
            new ShiftStep { Routes = [], Switches = true, Says = "switch api to release 8" },
            new RetireStep { Replicas = ["shop.api.7.1"], After = TimeSpan.FromMinutes(10), Says = "keep 2 × api of the release before warm for 10 min" },
        ],
        Notes =
        [
            new Problem("services.store", "rollout.hold",
                "store owns a volume and cannot run twice: its requests are held while it is replaced, at most 30 s.",
                "Nothing to do; raise x-gantry.hold when it starts slowly.", Severity.Note),
        ],
    };

    public static Problem NotReady { get; } = new("services.api", "rollout.exited", "shop.api.9.1 exited with code 1 before it was ready.",
        "Read its log lines above, put right what they say, then run gantry up again.")
    {
        Details = ["api listening on :8081", "could not connect to store: \e[31mrefused\e[0m", "giving up"],
    };

    public static RolloutProgress Start { get; } = new()
    {
        App = "shop",
        Environment = "production",
        Rollout = 9,
        Plan = Plan,
        Release = 8,
        Before = 7,
        StartedAt = Now,
        Sequence = 100,
    };

    public static DateTimeOffset At(double seconds) => Now.AddSeconds(seconds);

    public static WatchLine Replica(long sequence, double at, string name, ReplicaPhase phase, Problem? problem = null, int restarts = 0) => Line(
        sequence, at, Kinds.Replica, name,
        JsonSerializer.SerializeToElement(new ReplicaStatus { Phase = phase, Problem = problem, Restarts = restarts }, GantryJson.Default.ReplicaStatus));

    public static WatchLine Rollout(long sequence, double at, RolloutStatus status) =>
        Line(sequence, at, Kinds.Rollout, "shop.9", JsonSerializer.SerializeToElement(status, GantryJson.Default.RolloutStatus));

    public static WatchLine Gone(long sequence, double at, string name) =>
        new(sequence, At(at), "engine", "Deleted", Kinds.Replica, "production", name, "gone", null);

    public static RolloutStatus Running(int step, params double[] ended) =>
        new() { Step = step, StepSince = At(ended.Length == 0 ? 0 : ended[^1]), StepEnded = [.. ended.Select(At)] };

    public static RolloutStatus Live { get; } =
        Running(4, 0.8, 2.3, 2.4, 2.4) with { Phase = RolloutPhase.Live, SwitchedAt = At(2.4), EndedAt = At(2.4) };

    public static RolloutStatus Undoing { get; } = Running(0, 0.8) with
    {
        Phase = RolloutPhase.Undoing,
        Failure = NotReady,
        Undo = new Plan { Steps = [new RetireStep { Replicas = ["shop.api.9.1"], After = TimeSpan.Zero, Says = "stop 2 × api once drained" }] },
    };

    public static RolloutStatus Failed { get; } = Undoing with { Phase = RolloutPhase.Failed, Step = 1, EndedAt = At(4.1) };

    public static RouteSpec Route(string service, int release, params string[] replicas) => new()
    {
        App = "shop",
        Environment = "production",
        Service = service,
        Address = "127.77.0.1",
        Backends = replicas.Length == 0 ? [] : [new Backend(release, "f", 1, replicas)],
    };

    public static ReplicaFacts Runs(string service, int release, int ordinal, ReplicaPhase phase = ReplicaPhase.Ready, double since = -240) => new(
        $"shop.{service}.{release}.{ordinal}",
        new ReplicaSpec
        {
            App = "shop",
            Environment = "production",
            Service = service,
            Release = release,
            Fingerprint = "f",
            Ordinal = ordinal,
            Container = new ContainerSpec { ImageId = "sha256:0", ImageName = "shop/" + service, Networks = [] },
            Probe = new ProbeDefinition { Kind = ProbeKind.None },
            ReadyWithin = TimeSpan.FromSeconds(60),
        },
        new ReplicaStatus { Phase = phase, StartedAt = At(since - 1), ReadyAt = phase == ReplicaPhase.Ready ? At(since) : null });

    public static string Text(IEnumerable<Line> lines) => string.Concat(lines.Select(l => $"{l}\n"));

    private static WatchLine Line(long sequence, double at, string kind, string name, JsonElement status) => new(
        sequence, At(at), "rollouts", "Status", kind, "production", name, "because",
        new ResourceView(kind, "production", name, sequence, 1, JsonSerializer.SerializeToElement("", GantryJson.Default.String), status));

    private static PlannedReplica Planned(string service, int ordinal) => new($"shop.{service}.9.{ordinal}", service, 8, "f", ordinal);
}
