namespace Gantry.Trust.Advisories;

/// <summary>Which advisories there are and of when.</summary>
public sealed record AdvisoryState
{
    /// <summary>After so long without a newer record it is stale: the databases change every day.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromDays(7);

    public required string Snapshot { get; init; }
    public required DateTimeOffset Imported { get; init; }

    /// <summary>When the record that was changed last was changed.</summary>
    public required DateTimeOffset Newest { get; init; }

    public required long Advisories { get; init; }

    /// <summary>How old what is known is: an old copy does not become new by being imported today, nor by a record that claims to be of tomorrow.</summary>
    public TimeSpan Age(DateTimeOffset now) => now - (Newest < Imported ? Newest : Imported);

    public bool IsStale(DateTimeOffset now) => Age(now) > Stale;
}
