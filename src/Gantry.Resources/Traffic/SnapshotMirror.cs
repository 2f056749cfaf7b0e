namespace Gantry.Resources.Traffic;

/// <summary>Replicas that get copies of requests. What they answer is thrown away, and nobody notices whether they do.</summary>
/// <param name="Share">Of the requests that may be copied, in percent.</param>
public sealed record SnapshotMirror(int Release, IReadOnlyList<SnapshotReplica> Replicas, int Share)
{
    /// <summary>Bodies up to 64 KB are copied.</summary>
    public const int UsualBody = 64 * 1024;

    /// <summary>More than this is not kept of a body, whatever is wanted.</summary>
    public const int LargestBody = 128 * 1024;

    /// <summary>Methods that are copied besides GET, HEAD and OPTIONS: the release must be able to bear them twice.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>A request with a longer body is not copied.</summary>
    public int BodyLimit { get; init; } = UsualBody;
}
