namespace Gantry.Store.Postgres.Leading;

/// <summary>How long a lease lasts. All of it is measured by clocks that nobody can set, never compared between machines.</summary>
/// <param name="Lasts">From the start of the leader's last renewal, and from a follower's last sight of a change.</param>
/// <param name="Renew">How often the leader renews it.</param>
/// <param name="Margin">How long before its end the leader stops acting.</param>
/// <param name="Look">How often a follower looks.</param>
internal sealed record LeaseTerms(TimeSpan Lasts, TimeSpan Renew, TimeSpan Margin, TimeSpan Look)
{
    public static LeaseTerms Usual { get; } = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.5));
}
