using Gantry.Resources;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Resources.Routes;

namespace Gantry.Cli.Sheets;

/// <summary>Makes the sheet of an app from what is stored. Pure.</summary>
public static class AppSheets
{
    public static AppSheet Make(AppFacts facts)
    {
        var rows = facts.Replicas
            .Where(r => !Superseded(r, facts.Replicas))
            .GroupBy(r => (r.Spec.Service, r.Spec.Release, Part: PartOf(r, facts)))
            .Select(g => Row(g.Key.Service, g.Key.Release, g.Key.Part, [.. g], Route(facts, g.Key.Service), facts))
            .ToList();
        // A service that should be there and has no replica at all is the first thing to see.
        rows.AddRange(facts.Routes
            .Where(r => facts.Status.Live is not null && !rows.Any(row => row.Service == r.Service && row.Part == Part.Live))
            .Where(r => r.Backends.Count > 0 || r.Hold)
            .Select(r => Row(r.Service, r.Backends.FirstOrDefault()?.Release, Part.Live, [], r, facts)));
        return new AppSheet
        {
            App = facts.App,
            Environment = facts.Environment,
            Release = facts.Status.Live,
            Since = facts.Status.LiveSince,
            Rollout = Note(facts),
            Services = [.. rows.OrderBy(r => r.Service, StringComparer.Ordinal).ThenBy(r => r.Part).ThenByDescending(r => r.Release)],
            Problems = [.. Problems(facts)],
        };
    }

    /// <summary>A job that ended well and ran again for a later release: history has it.</summary>
    private static bool Superseded(ReplicaFacts job, IEnumerable<ReplicaFacts> all) =>
        job is { Spec.Kind: ReplicaKind.Job, Status: { Phase: ReplicaPhase.Exited, ExitCode: 0 } }
        && all.Any(r => r.Spec.Kind == ReplicaKind.Job && r.Spec.Service == job.Spec.Service && r.Spec.Release > job.Spec.Release);

    private static RouteSpec? Route(AppFacts facts, string service) => facts.Routes.FirstOrDefault(r => r.Service == service);

    private static Part PartOf(ReplicaFacts replica, AppFacts facts)
    {
        if (replica.Spec.Kind == ReplicaKind.Job) return Part.Job;
        if (replica.Spec.Wanted == Wanted.Absent) return Part.Outgoing;
        if (Route(facts, replica.Spec.Service) is { } route && route.Backends.Any(b => b.Weight > 0 && b.Replicas.Contains(replica.Name))) return Part.Live;
        return replica.Spec.RetireAt is null ? Part.Incoming : Part.Warm;
    }

    private static ServiceRow Row(string service, int? release, Part part, IReadOnlyList<ReplicaFacts> replicas, RouteSpec? route, AppFacts facts)
    {
        var ready = replicas.Count(r => r.Status.Phase == ReplicaPhase.Ready);
        var (state, since) = State(part, replicas, ready, route);
        return new ServiceRow
        {
            Service = service,
            Release = release,
            Part = part,
            Ready = ready,
            Replicas = replicas.Count,
            State = state,
            Since = since,
            Urls = part == Part.Live && route is not null ? [.. RouteUrls.Http(route, facts.Http, facts.Https), .. RouteUrls.Ports(route)] : [],
            Address = part == Part.Live && route is { Ports.Count: > 0 } ? $"{service}:{route.Ports[0]}" : null,
        };
    }

    private static (string State, DateTimeOffset? Since) State(Part part, IReadOnlyList<ReplicaFacts> replicas, int ready, RouteSpec? route)
    {
        var started = replicas.Max(r => r.Status.StartedAt);
        switch (part)
        {
            case Part.Warm:
                return ("warm", replicas.Min(r => r.Spec.RetireAt));
            case Part.Outgoing:
                return ("stopping", null);
            case Part.Job:
                var job = replicas[^1].Status;
                return (job.Phase is not ReplicaPhase.Exited ? Views.Words.Of(job.Phase)
                    : job.ExitCode is 0 ? "done" : $"exited {job.ExitCode}", started);
        }

        if (part == Part.Live && route is { Hold: true }) return ("held", started);
        if (replicas.Count == 0) return ("gone", null);
        if (ready == replicas.Count) return ("ready", replicas.Max(r => r.Status.ReadyAt) ?? started);
        if (ready > 0) return ("degraded", started);
        return (Views.Words.Of(replicas.Max(r => r.Status.Phase)), started);
    }

    private static RolloutNote? Note(AppFacts facts)
    {
        if (facts is not { Rollout: { } spec, RolloutStatus: not { Ended: true } }) return null;
        var status = facts.RolloutStatus ?? new RolloutStatus();
        var steps = status.Phase == RolloutPhase.Undoing ? status.Undo?.Steps ?? [] : spec.Plan.Steps;
        var says = status.Step < steps.Count ? steps[status.Step].Says : "ending";
        return new RolloutNote(spec.Number, spec.Reason, status.Phase, Math.Min(status.Step + 1, steps.Count), steps.Count, says, spec.RequestedAt);
    }

    private static IEnumerable<Problem> Problems(AppFacts facts)
    {
        foreach (var group in facts.Replicas.Where(r => r.Status.Problem is not null && r.Spec.Wanted == Wanted.Running)
                     .GroupBy(r => (r.Spec.Service, r.Spec.Release, r.Status.Problem!.Code, r.Status.Problem.Message)))
            yield return group.First().Status.Problem!;
        if (facts.RolloutStatus is { Phase: RolloutPhase.Failed, Failure: { } failure })
        {
            yield return failure with
            {
                Message = $"The last rollout, {facts.Rollout!.Number}, failed: {failure.Message}",
                Severity = Severity.Warning,
            };
        }
    }
}
