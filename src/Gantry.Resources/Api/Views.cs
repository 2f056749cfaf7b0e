using System.Text.Json;

namespace Gantry.Resources.Api;

/// <summary>
/// A resource as the API shows it: <c>GET /v1/resources?kind=&amp;environment=&amp;app=&amp;name=</c> answers a list of them;
/// what is left out selects all.
/// Values of environment variables and build arguments are replaced by <c>•••</c>.
/// </summary>
public sealed record ResourceView(string Kind, string Scope, string Name, long Version, long Generation, JsonElement Spec, JsonElement? Status);

/// <summary>
/// A line of <c>GET /v1/watch?after=N</c> (JSON lines): an event, with the resource as it is now, null when it is gone.
/// <c>GET /v1/events?environment=&amp;app=&amp;limit=</c> answers a list of them, newest first, without resources.
/// </summary>
public sealed record WatchLine(
    long Sequence, DateTimeOffset At, string Actor, string Type, string Kind, string Scope, string Name, string Because, ResourceView? Resource);

/// <summary>A line of <c>GET /v1/logs?environment=&amp;app=&amp;service=&amp;replica=&amp;follow=&amp;tail=</c> (JSON lines).</summary>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
public sealed record LogLine(string Replica, string Service, string Stream, DateTimeOffset At, string Text);

/// <summary><c>GET /v1/status</c>.</summary>
public sealed record PlatformStatus
{
    public required string Version { get; init; }
    public required string Platform { get; init; }
    public required string Home { get; init; }
    public required int ProcessId { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required string Http { get; init; }

    /// <summary>Where routes for HTTPS are served; null from a platform that knows none.</summary>
    public string? Https { get; init; }

    /// <summary>Where images are pushed to and pulled from; null while nothing answers there.</summary>
    public string? Registry { get; init; }

    /// <summary>How the registry is; null from a platform that has none.</summary>
    public PartStatus? Images { get; init; }

    /// <summary>Where the counters of the edge are shown; null: nowhere.</summary>
    public string? Metrics { get; init; }
    public required long Revision { get; init; }
    public required PartStatus Engine { get; init; }
    public required PartStatus Edge { get; init; }
    public required PartStatus Store { get; init; }
    public required int Apps { get; init; }

    /// <summary>Who leads the platform, in words, when it is another control plane than this one; null when it is this one or nobody.</summary>
    public string? Leader { get; init; }

    /// <summary>The fencing token of this control plane while it leads; 0 while it follows.</summary>
    public long Fence { get; init; }
}

/// <param name="Text">What it is when it is well (<c>Docker 20.10.24, API 1.41</c>), what is wrong otherwise.</param>
/// <param name="Help">The command to run when it is not well; empty otherwise.</param>
public sealed record PartStatus(bool Well, string Text, string Help = "");

/// <summary><c>GET /v1/doctor</c> answers a list of them.</summary>
public sealed record Checkup(string Name, bool Well, string Text, string Help = "");
