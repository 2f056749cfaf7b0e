namespace Gantry.Resources.Edges;

/// <summary>
/// What became of the requests of one release, or of those of a route that no release got. All of it only grows while the edge
/// runs, so that two readings of one <see cref="EdgeStats.Boot"/> say what happened between them.
/// </summary>
public sealed record RequestCounts
{
    /// <summary>The class of those that ended without an answer: the client had gone, or the answer was cut before it began.</summary>
    public const string NoAnswer = "none";

    public static RequestCounts None { get; } = new() { Answers = new Dictionary<string, long>(), Durations = [] };

    /// <summary>Requests that are over, by class of the status: "2xx" … "5xx", "1xx" for a change of protocol, and <see cref="NoAnswer"/>. Classes without any are left out.</summary>
    public required IReadOnlyDictionary<string, long> Answers { get; init; }

    /// <summary>Bytes of bodies that clients sent.</summary>
    public long Received { get; init; }

    /// <summary>Bytes of bodies that clients were sent.</summary>
    public long Sent { get; init; }

    /// <summary>So often a request was sent once more: to another replica, or over another connection.</summary>
    public long Retries { get; init; }

    /// <summary>So often a replica was taken out of rotation by what the edge saw of it.</summary>
    public long Ejections { get; init; }

    /// <summary>All durations together, from the head of the request to the end of the answer.</summary>
    public double Seconds { get; init; }

    /// <summary>Requests by how long they took, in the steps of <see cref="DurationScale"/>; trailing zeros are left out.</summary>
    public required IReadOnlyList<long> Durations { get; init; }

    public long Total => Answers.Values.Sum();

    /// <summary>Answers of 500 and above, whoever gave them.</summary>
    public long Errors => Answers.GetValueOrDefault("5xx");

    /// <summary>In milliseconds; null if there were none.</summary>
    public double? Quantile(double share) => DurationScale.Quantile(Durations, share);

    /// <summary>What happened since an earlier reading of the same process.</summary>
    public RequestCounts Since(RequestCounts before) => new()
    {
        Answers = Answers.ToDictionary(pair => pair.Key, pair => Grown(pair.Value, before.Answers.GetValueOrDefault(pair.Key))),
        Received = Grown(Received, before.Received),
        Sent = Grown(Sent, before.Sent),
        Retries = Grown(Retries, before.Retries),
        Ejections = Grown(Ejections, before.Ejections),
        Seconds = Seconds >= before.Seconds ? Seconds - before.Seconds : Seconds,
        Durations = [.. Durations.Select((count, step) => Grown(count, step < before.Durations.Count ? before.Durations[step] : 0))],
    };

    /// <summary>A release that left and came back is counted anew.</summary>
    private static long Grown(long now, long before) => now >= before ? now - before : now;
}
