using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections;

/// <summary><c>deploy.update_config</c>: what of it has a meaning where replicas are replaced behind an edge.</summary>
internal static class UpdateKeys
{
    public static readonly Section<ServiceDraft> Section = new Section<ServiceDraft>("deploy.update_config", "services.<name>.deploy.update_config")
        .Takes("order", "stop-first: the old replicas stop before the new ones start, and requests are held meanwhile, as with the strategy recreate. start-first: the default here. x-gantry.strategy wins over it.", ReadOrder)
        .Notes("parallelism", "the strategy says how many are replaced at a time", "Choose one with x-gantry.strategy: rolling replaces one after the other.")
        .Notes("delay", "the next step begins when the new replicas are ready", "Give the service a health check that says when it is.")
        .Notes("failure_action", "a rollout that fails is taken back")
        .Notes("monitor", "a replica that ends or is not ready in time fails the rollout", "Set the time with x-gantry.readyWithin.")
        .Notes("max_failure_ratio", "one replica that fails takes the rollout back");

    private static void ReadOrder(ServiceDraft service, Value value)
    {
        switch (value.Text())
        {
            case null or "start-first": break;
            case "stop-first":
                service.StopsFirst = true;
                break;
            default:
                value.Refuse("compose.unknown-value", $"'order' cannot be {value.Shown}.", "Write start-first or stop-first.");
                break;
        }
    }

    /// <summary>As far as x-gantry does not choose one.</summary>
    public static Strategy Strategy(ServiceDraft service, Strategy chosen) =>
        service.StopsFirst && chosen == Resources.Apps.Strategy.Auto ? Resources.Apps.Strategy.Recreate : chosen;
}
