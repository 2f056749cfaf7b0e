using Gantry.Resources.Apps;

namespace Gantry.Edge.Decisions;

/// <summary>Whether what a snapshot says of matches, limits and failures can be followed.</summary>
internal static class PolicyCheck
{
    public static IEnumerable<string> Of(RouteRule rule)
    {
        if (rule.Match is { } match && (match.Methods is null || match.Conditions is null || match.Conditions.Any(condition => condition?.Name is null || condition.Value is null)))
            yield return "A part of a match is missing.";
        if (rule.ClientCertificates is { } demand && (demand.Authorities is null or "" || demand.Authorities.Contains('/'))) yield return "Authorities of clients have no name.";
        if (rule.Rewrite is { } rewrite && !rewrite.StartsWith('/')) yield return $"The path \"{rewrite}\" does not start with a slash.";
        if (rule.Redirect is { } redirect && (redirect.To is null || redirect.Status is < 300 or > 399)) yield return "A redirect leads nowhere.";
        if (rule.Maintenance is { Text: null }) yield return "A maintenance notice has no text.";
        foreach (var rate in new[] { rule.Rate, rule.RatePerClient })
        {
            if (rate is not null && (rate.Requests < 1 || rate.Per <= TimeSpan.Zero)) yield return "A rate admits nothing.";
        }
    }

    public static IEnumerable<string> Of(TrafficPolicy? policy)
    {
        if (policy is null) yield break;
        if (policy.Hash is { Name: null }) yield return "The name of what is hashed is missing.";
        var times = new[] { policy.SlowStart, policy.Timeouts?.Connect, policy.Timeouts?.Answer, policy.Timeouts?.Idle, policy.Timeouts?.Total, policy.Ejection?.For };
        if (times.Any(time => time < TimeSpan.Zero)) yield return "A time is negative.";
        var numbers = new long?[]
        {
            policy.Retries?.Most, policy.Retries?.Budget, policy.Ejection?.Errors, policy.Ejection?.Rate, policy.Ejection?.Share,
            policy.Limits?.Body, policy.Limits?.Requests, policy.Limits?.PerReplica, policy.Limits?.Pending,
        };
        if (numbers.Any(number => number < 0)) yield return "A number is negative.";
    }
}
