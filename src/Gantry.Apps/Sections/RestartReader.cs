using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;
using System.Globalization;

namespace Gantry.Apps.Sections;

/// <summary>The two ways of saying when a process is started again.</summary>
internal static class RestartReader
{
    private const string Counted = "on-failure:";
    private static readonly IReadOnlyList<string> Words = ["no", "always", "unless-stopped", "on-failure"];

    public static void ReadRestart(ServiceDraft service, Value value)
    {
        if (value.Text() is not { } text) return;
        RestartPolicy? policy = text switch
        {
            "no" => RestartPolicy.No,
            "always" => RestartPolicy.Always,
            "unless-stopped" => RestartPolicy.UnlessStopped,
            "on-failure" => RestartPolicy.OnFailure,
            _ => null,
        };
        if (policy is not null) Set(service, value, policy.Value, null);
        else if (text.StartsWith(Counted, StringComparison.Ordinal) && int.TryParse(text.AsSpan(Counted.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most is >= 1 and <= 1000)
            Set(service, value, RestartPolicy.OnFailure, most);
        else
            value.Refuse("compose.unknown-value", $"'restart' cannot be {value.Shown}.",
                (text is "never" ? "no" : Nearest.Of(text, Words)) is { } near ? $"Did you mean '{near}'?" : "Write no, always, unless-stopped, on-failure or on-failure:5.");
    }

    public static void ReadDeployPolicy(ServiceDraft service, Value value)
    {
        var draft = new Draft<(RestartPolicy Policy, int? Most)>((RestartPolicy.Always, null));
        RestartPolicyKeys.Section.Read(value, draft);
        Set(service, value, draft.Is.Policy, draft.Is.Policy == RestartPolicy.OnFailure ? draft.Is.Most : null);
    }

    private static void Set(ServiceDraft service, Value at, RestartPolicy policy, int? most)
    {
        if (service.Restart is { } other && (other != policy || service.Is.RestartMaxAttempts != most))
            at.RefuseKey("compose.contradiction", "'restart' and 'deploy.restart_policy' say different things.", "Keep one of the two.");
        service.Restart = policy;
        service.Is = service.Is with { RestartMaxAttempts = most };
    }
}
