using System.Text.Json;
using Gantry.Resources.Apps;
using Gantry.Resources.Policies;
using Gantry.Resources.Registries;
using Gantry.Resources.Releases;
using Gantry.Resources.Rollouts;

namespace Gantry.Resources.Api;

/// <summary><c>POST /v1/plans</c>: build and pin the images, and say what a rollout would do. Stores what is known of the images, and nothing else unless asked to start it.</summary>
public sealed record PlanRequest
{
    public required AppDefinition Definition { get; init; }

    /// <summary>Build and pull again even where nothing seems to have changed.</summary>
    public bool Refresh { get; init; }

    /// <summary>Agreed to beforehand: the rollout begins as soon as it is planned, and while the plan is still being read.</summary>
    public bool Start { get; init; }

    /// <summary>Only say what this policy says of the release; nothing is planned. Null: plan, by the policy that is in force.</summary>
    public Policy? Policy { get; init; }
    public required string RequestedBy { get; init; }

    /// <summary>Who the caller is at registries, by host: for the images of this request, where the platform is nobody itself. Never kept.</summary>
    public IReadOnlyDictionary<string, RegistryLogin>? Logins { get; init; }
}

/// <summary>A line of the answer to a plan request; exactly one property is set. The last line has a plan or problems.</summary>
public sealed record PlanLine
{
    public PlanProgress? Progress { get; init; }
    public PlanAnswer? Plan { get; init; }

    /// <summary>To a request that names a policy.</summary>
    public ReleaseVerdict? Verdict { get; init; }
    public IReadOnlyList<Problem>? Problems { get; init; }
}

/// <param name="Stage"><c>build</c>, <c>pull</c>, <c>base</c>, <c>resolve</c>, <c>list</c>: finding out what is in it, or <c>sign</c>.</param>
/// <param name="Text">A line of the builder's output; empty when the stage begins.</param>
public sealed record PlanProgress(string Service, string Stage, string Text);

public sealed record PlanAnswer
{
    /// <summary>
    /// A <see cref="ReleaseSpec"/>: what <c>POST /v1/rollouts</c> takes to do exactly this. Nobody on the way has to
    /// understand it; unread, it costs a command nothing.
    /// </summary>
    public required JsonElement Release { get; init; }

    /// <summary>The release's number.</summary>
    public required int Number { get; init; }
    public required Plan Plan { get; init; }

    /// <summary>Identifies the plan; a rollout with it is refused when another plan would be made by then.</summary>
    public required string PlanHash { get; init; }

    /// <summary>The release that serves now.</summary>
    public int? Live { get; init; }
    public DateTimeOffset? LiveSince { get; init; }

    /// <summary>The rollout that was started, or that does just this already; null for a plan alone. Follow it with <c>GET /v1/watch</c>.</summary>
    public int? Rollout { get; init; }

    /// <summary>True: the rollout was at work before.</summary>
    public bool Joins { get; init; }

    /// <summary>Watch from here to miss nothing of the rollout.</summary>
    public long Revision { get; init; }

    /// <summary>Where the app answers once it is live.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];
}
