using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Releases;
using Gantry.Resources.Rollouts;

namespace Gantry.Rollouts.Decisions;

/// <summary>What a request for a rollout comes to: refused, nothing to do, or a plan and the transaction that starts it.</summary>
public sealed record Accepted
{
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Null when refused.</summary>
    public Plan? Plan { get; init; }
    public ReleaseSpec? Release { get; init; }
    public int? Live { get; init; }
    public int Rollout { get; init; }

    /// <summary>True: a running rollout is taken back instead.</summary>
    public bool Aborts { get; init; }

    /// <summary>True: a rollout that does just this is at work already, and is there to be followed.</summary>
    public bool Joins { get; init; }

    /// <summary>Null when refused or when there is nothing to do. Conflicts when the world has moved on in what matters.</summary>
    public Transaction? Transaction { get; init; }

    public string PlanHash => Fingerprints.Of(Plan!, GantryJson.Default.Plan);

    public static Accepted Refused(params IReadOnlyList<Problem> problems) => new() { Problems = problems };
}
