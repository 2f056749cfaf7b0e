using Gantry.Control;

namespace Gantry.Store;

/// <summary>
/// A state of the store and the events that led to it, with a link to the next state. Watchers walk along the links; what
/// nobody has still to read is collected.
/// </summary>
internal sealed record Published(World World, string Head, IReadOnlyList<ResourceEvent> Events)
{
    private readonly TaskCompletionSource<Published> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Published> Next => _next.Task;

    /// <summary>True when the chain came by an event with that hash on the way here.</summary>
    public bool Passes(long sequence, string hash) => Events.Any(e => e.Sequence == sequence && e.Hash == hash);

    public void Follow(Published next) => _next.SetResult(next);

    public void End() => _next.TrySetCanceled();
}
