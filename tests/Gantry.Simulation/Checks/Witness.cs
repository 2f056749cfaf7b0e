using Gantry.Control;
using Gantry.Simulation.Platform;

namespace Gantry.Simulation.Checks;

/// <summary>Somebody who follows the store's events for ever, also across restarts: without gap or duplicate.</summary>
public sealed class Witness(Room room)
{
    private long _seen;

    public async Task FollowAsync(IResourceStore store)
    {
        await foreach (var e in store.WatchAsync(_seen, CancellationToken.None))
        {
            if (e.Sequence != _seen + 1) room.Violate($"a watch that has seen event {_seen} is given event {e.Sequence}");
            _seen = Math.Max(_seen, e.Sequence);
        }
    }
}
