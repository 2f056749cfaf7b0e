namespace Gantry.Resources.Apps;

/// <summary>An app in an environment. Spec written by the API, status by Rollouts.</summary>
public sealed record AppSpec
{
    public required string Name { get; init; }

    /// <summary>The number that the next release gets.</summary>
    public int NextRelease { get; init; } = 1;

    /// <summary>The number that the next rollout gets.</summary>
    public int NextRollout { get; init; } = 1;

    /// <summary>The newest rollout, running or ended; 0 before the first.</summary>
    public int LastRollout { get; init; }

    /// <summary>
    /// The address of each service there ever was. Kept for life: containers that wait warm have it in their hosts file.
    /// </summary>
    public IReadOnlyDictionary<string, string> Addresses { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Set while a rollout runs, to stop it and take it back.</summary>
    public int AbortRollout { get; init; }

    /// <summary>Set by <c>down --volumes</c>: once nothing of the app is left, the engine removes its volumes too.</summary>
    public bool DiscardVolumes { get; init; }
}

public sealed record AppStatus
{
    /// <summary>The release that serves; null before the first and after <c>down</c>.</summary>
    public int? Live { get; init; }

    /// <summary>What served before it: where a rollback goes.</summary>
    public int? Previous { get; init; }
    public DateTimeOffset? LiveSince { get; init; }

    /// <summary>The newest rollout that is no longer kept; 0 while all are.</summary>
    public int Forgotten { get; init; }
}
