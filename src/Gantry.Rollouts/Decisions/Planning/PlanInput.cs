using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Resources.Routes;

namespace Gantry.Rollouts.Decisions;

/// <summary>What a plan is made from.</summary>
public sealed record PlanInput
{
    public required World World { get; init; }
    public required string Environment { get; init; }
    public required string App { get; init; }

    /// <summary>What shall serve; null for nothing.</summary>
    public ReleaseSpec? Target { get; init; }

    /// <summary>What serves, or served before the rollout that is being undone; null for nothing.</summary>
    public ReleaseSpec? Live { get; init; }
    public required RolloutReason Reason { get; init; }

    /// <summary>The number of the rollout that will carry out the plan.</summary>
    public required int Rollout { get; init; }

    /// <summary>True for the plan that takes a failed rollout back: no one-offs, other names, nothing kept warm.</summary>
    public bool Undo { get; init; }

    /// <summary>The addresses of all services of the target.</summary>
    public IReadOnlyDictionary<string, string> Addresses { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>What there is of an app, as far as a plan builds on it.</summary>
internal sealed class Present
{
    public Present(PlanInput input)
    {
        var world = input.World;
        Routes = world.List(Kinds.Route, input.Environment, input.App).Select(r => r.SpecAs<RouteSpec>())
            .ToDictionary(r => r.Service, StringComparer.Ordinal);
        var all = world.List<ReplicaSpec, ReplicaStatus>(Kinds.Replica, input.Environment, input.App).ToList();
        Replicas = [.. all.Where(r => r.Spec.Wanted == Wanted.Running)];
        _leaving = [.. all.Where(r => r.Spec.Wanted == Wanted.Absent)];
    }

    private readonly List<Resource<ReplicaSpec, ReplicaStatus>> _leaving;

    public IReadOnlyDictionary<string, RouteSpec> Routes { get; }

    /// <summary>Those that are not on their way out.</summary>
    public IReadOnlyList<Resource<ReplicaSpec, ReplicaStatus>> Replicas { get; }

    public IReadOnlyList<Resource<ReplicaSpec, ReplicaStatus>> Of(string service) =>
        [.. Replicas.Where(r => r.Spec.Service == service && r.Spec.Kind == ReplicaKind.Service)];

    /// <summary>Names of those that are being stopped and may still run.</summary>
    public IReadOnlyList<string> Leaving(string service) =>
        [.. _leaving.Where(r => r.Spec.Service == service && r.Spec.Kind == ReplicaKind.Service).Select(r => r.Key.Name)];

    /// <summary>Requests to it wait for a rollout that went no further.</summary>
    public bool Held(string service) => Routes.TryGetValue(service, out var route) && route.Hold;

    /// <summary>Names of the replicas that get the service's traffic.</summary>
    public IReadOnlyList<string> Serving(string service) =>
        Routes.TryGetValue(service, out var route) ? [.. route.Backends.SelectMany(b => b.Replicas)] : [];
}
