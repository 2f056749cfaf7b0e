using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Cli.Sheets;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Replicas;

namespace Gantry.Cli.Apps;

/// <summary>Asks the platform for everything that is stored about an app, all at once.</summary>
public sealed class FactsReader(Session session)
{
    public async Task<AppFacts> ReadAsync(FoundApp app, PlatformStatus status, CancellationToken cancel)
    {
        var routes = session.Client.ResourcesAsync(Kinds.Route, app.Environment, app.Name, null, cancel);
        var replicas = session.Client.ResourcesAsync(Kinds.Replica, app.Environment, app.Name, null, cancel);
        var last = app.Spec.LastRollout == 0 ? Task.FromResult<IReadOnlyList<ResourceView>>([])
            : session.Client.ResourcesAsync(Kinds.Rollout, app.Environment, app.Name,
                ResourceNames.Rollout(app.Environment, app.Name, app.Spec.LastRollout).Name, cancel);
        var rollout = (await last).FirstOrDefault();
        return new AppFacts
        {
            App = app.Name,
            Environment = app.Environment,
            Status = app.Status,
            Http = status.Http,
            Https = status.Https,
            Routes = [.. (await routes).Select(r => Spec(r, GantryJson.Default.RouteSpec))],
            Replicas = [.. (await replicas).Select(r => new ReplicaFacts(r.Name, Spec(r, GantryJson.Default.ReplicaSpec),
                Status(r, GantryJson.Default.ReplicaStatus) ?? new ReplicaStatus()))],
            Rollout = rollout is null ? null : Spec(rollout, GantryJson.Default.RolloutSpec),
            RolloutStatus = rollout is null ? null : Status(rollout, GantryJson.Default.RolloutStatus),
        };
    }

    public static T Spec<T>(ResourceView view, JsonTypeInfo<T> type) => view.Spec.Deserialize(type)!;

    public static T? Status<T>(ResourceView view, JsonTypeInfo<T> type) where T : class => view.Status?.Deserialize(type);
}
