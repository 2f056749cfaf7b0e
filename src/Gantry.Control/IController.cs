using Gantry.Resources;

namespace Gantry.Control;

/// <summary>
/// Brings one part of the world to what is wanted: observe, decide, record, perform. Level-triggered: called for a key
/// whenever something that concerns it may have changed, never twice at once for the same key, and again after a crash.
/// </summary>
public interface IController
{
    /// <summary>A short name for logs and for the actor of its transactions.</summary>
    string Name { get; }

    /// <summary>All keys there are; reconciled once at start, and from then on when something happens.</summary>
    IEnumerable<string> AllKeys(World world);

    /// <summary>The keys that an event of the store concerns.</summary>
    IEnumerable<string> KeysFor(ResourceEvent change, World world);

    /// <summary>Keys that something outside of the store concerns (engine events, edge reports), until cancelled.</summary>
    IAsyncEnumerable<string> OutsideAsync(CancellationToken cancel);

    /// <summary>One pass. Returns when to be called again at the latest, or null for when something happens.</summary>
    /// <remarks>An exception is logged and the key tried again with backoff.</remarks>
    ValueTask<TimeSpan?> ReconcileAsync(string key, CancellationToken cancel);
}
