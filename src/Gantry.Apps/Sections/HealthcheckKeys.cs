using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections;

internal static class HealthcheckKeys
{
    private static readonly IReadOnlyList<string> Kinds = ["CMD", "CMD-SHELL", "NONE"];

    public static readonly Section<Draft<HealthcheckDefinition>> Section = new Section<Draft<HealthcheckDefinition>>("healthcheck", "services.<name>.healthcheck")
        .Takes("test", "A text for the container's shell, or a list that begins with CMD, CMD-SHELL or NONE.", ReadTest)
        .Takes("interval", "The time from one check to the next; 30 s without it.", (d, v) => { if (v.Positive() is { } time) d.Is = d.Is with { Interval = time }; })
        .Takes("timeout", "How long a check may take; 30 s without it.", (d, v) => { if (v.Positive() is { } time) d.Is = d.Is with { Timeout = time }; })
        .Takes("start_period", "How long failures do not count after the start.", (d, v) => { if (v.Duration() is { } time) d.Is = d.Is with { StartPeriod = time }; })
        .Takes("retries", "How many failures in a row make it unhealthy; 3 without it.", (d, v) => { if (v.Whole(1, 1000) is { } number) d.Is = d.Is with { Retries = number }; })
        .Takes("disable", "True: also the check that the image brings is not run.", (d, v) => { if (v.Truth() is { } off) d.Is = d.Is with { Disabled = off || d.Is.Disabled }; })
        .Takes("start_interval", "The time between checks during start_period, on Docker 25 and newer. Gantry itself looks for readiness at least twice a second on every engine.", (d, v) => { if (v.Positive() is { } time) d.Is = d.Is with { StartInterval = time }; });

    public static void Read(ServiceDraft service, Value value)
    {
        var draft = new Draft<HealthcheckDefinition>(new HealthcheckDefinition());
        if (value.IsMap) Section.Read(value, draft);
        else
        {
            value.Wrong("a map", "Write 'test: [\"CMD\", \"program\", \"argument\"]' below it.");
            return;
        }

        var check = draft.Is.Disabled ? new HealthcheckDefinition { Disabled = true } : draft.Is;
        if (value.AsksNothing)
            value.RefuseKey("compose.empty-healthcheck", "The health check says nothing.", "Write its 'test', or remove 'healthcheck'.");
        service.Is = service.Is with { Healthcheck = check };
    }

    private static void ReadTest(Draft<HealthcheckDefinition> draft, Value value)
    {
        if (value.IsText)
        {
            if (value.Text() is not { } line) return;
            if (string.IsNullOrWhiteSpace(line)) Empty(value);
            else if (Kinds.FirstOrDefault(k => line.StartsWith(k + " ", StringComparison.Ordinal)) is { } kind)
                value.Refuse("compose.bad-healthcheck", $"The test is a text, which the container's shell runs, and there is no program '{kind}'.", $"Leave out '{kind}', or write a list: [\"{kind}\", …].");
            else draft.Is = draft.Is with { Test = [line], Shell = true };
            return;
        }

        var words = value.Texts();
        switch (words)
        {
            case []: Empty(value); break;
            case ["NONE"]: draft.Is = draft.Is with { Disabled = true }; break;
            case ["CMD", _, ..]: draft.Is = draft.Is with { Test = [.. words.Skip(1)] }; break;
            case ["CMD-SHELL", { Length: > 0 } line]: draft.Is = draft.Is with { Test = [line], Shell = true }; break;
            case ["CMD-SHELL", _, _, ..]:
                value.Refuse("compose.bad-healthcheck", "After CMD-SHELL stands one text for the shell, and there are more.", "Join them to one text, or write CMD.");
                break;
            case ["CMD" or "CMD-SHELL", ..]: Empty(value); break;
            default:
                value.Refuse("compose.bad-healthcheck", "The list of a health check's test begins with CMD, CMD-SHELL or NONE.",
                    Nearest.Of(words[0], Kinds) is { } near ? $"Did you mean '{near}'?" : "Write [\"CMD\", \"program\", \"argument\"].");
                break;
        }
    }

    private static void Empty(Value value) => value.Refuse("compose.empty-healthcheck", "The health check's test is empty.", "Write a command that exits with 0 when the service is well, or remove 'healthcheck'.");
}
