using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Releases;
using Gantry.Resources.Rollouts;

namespace Gantry.Rollouts.Decisions;

/// <summary>An app as a request finds it.</summary>
internal sealed class AppState
{
    private readonly Request _request;

    public AppState(Request request)
    {
        _request = request;
        Key = ResourceNames.App(request.Environment, request.App);
        var app = request.World.Get<AppSpec, AppStatus>(Key);
        Version = app?.Version ?? 0;
        Spec = app?.Spec ?? new AppSpec { Name = request.App };
        Status = app?.Status ?? new AppStatus();
        Live = Status.Live is { } live ? Release(live) : null;
        var rollout = AtWork.Of(request.World, request.Environment, request.App);
        Active = rollout?.Spec;
        Undoing = rollout?.Status?.Phase == RolloutPhase.Undoing;
    }

    public Key Key { get; }
    public long Version { get; }
    public AppSpec Spec { get; }
    public AppStatus Status { get; }
    public ReleaseSpec? Live { get; }
    public RolloutSpec? Active { get; }
    public bool Undoing { get; }

    public ReleaseSpec? Release(int number) =>
        _request.World.Get(ResourceNames.Release(_request.Environment, _request.App, number))?.SpecAs<ReleaseSpec>();

    /// <summary>One rollout of an app at a time.</summary>
    public Problem? Running => Active is null ? null : new Problem($"rollout {Active.Number}", "rollout.running",
        $"Rollout {Active.Number} of {_request.App} ({Active.Reason.ToString().ToLowerInvariant()}, asked for by {Active.RequestedBy}) is still at work.",
        "Wait for it (`gantry ps`), or stop it and take it back with `gantry rollback`.");

    public Problem NothingLive() => new(_request.App, "app.not-live",
        $"Nothing of {_request.App} is live in {_request.Environment}.", "Run `gantry up` first, or name another environment with -e.");
}
