using System.Runtime.CompilerServices;
using Gantry.Control;
using Gantry.Resources.Platforms;
using Gantry.Resources;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Resources.Routes;
using Gantry.Rollouts.Decisions;

namespace Gantry.Rollouts.Effects;

/// <summary>Carries rollouts out, an app at a time. All it ever does is to write resources and to wait for what others report.</summary>
public sealed class RolloutController(IResourceStore store, PlatformIdentity platform, TimeProvider time, int kept) : IController
{
    public string Name => "rollouts";

    public IEnumerable<string> AllKeys(World world) => world.List(Kinds.App).Select(a => KeyOf(a.Key.Scope, a.Key.Name));

    public IEnumerable<string> KeysFor(ResourceEvent change, World world) => change.Key.Kind switch
    {
        Kinds.App => [KeyOf(change.Key.Scope, change.Key.Name)],
        Kinds.Rollout or Kinds.Replica or Kinds.Route => [KeyOf(change.Key.Scope, change.Key.Name.Split('.')[0])],
        // An edge acknowledges for everybody.
        Kinds.Edge => world.List(Kinds.App).Where(a => RolloutDecision.HeedsEdges(world, a.Key.Scope, a.Key.Name)).Select(a => KeyOf(a.Key.Scope, a.Key.Name)),
        _ => [],
    };

    public async IAsyncEnumerable<string> OutsideAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        yield break;
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(string key, CancellationToken cancel)
    {
        var (environment, app) = (key[..key.IndexOf('/')], key[(key.IndexOf('/') + 1)..]);
        while (true)
        {
            var transition = RolloutDecision.Decide(store.Current, platform, environment, app, time.GetUtcNow(), kept);
            if (transition.Changes.Count == 0) return transition.WakeAfter;
            // A conflict means that the decision was made on something that has changed: decide again.
            await store.CommitAsync(new Transaction(Name, transition.Changes), cancel);
        }
    }

    private static string KeyOf(string environment, string app) => $"{environment}/{app}";
}
