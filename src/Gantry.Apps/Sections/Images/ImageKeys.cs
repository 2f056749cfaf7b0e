using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;

namespace Gantry.Apps.Sections.Images;

/// <summary>Which image of a name a service gets, and when it is looked for again.</summary>
internal static class ImageKeys
{
    private static readonly string[] Policies = ["always", "build", "daily", "if_not_present", "missing", "never", "refresh", "weekly"];

    public static Section<ServiceDraft> AndImages(this Section<ServiceDraft> section) => section
        .TakesInPart("platform", "The operating system and processor of the image, such as linux/arm64; the machine's without it.", "Only linux.", (d, v) => { if (Platform(v) is { } platform) d.Is = d.Is with { Platform = platform }; })
        .Takes("pull_policy", "missing (the default): the image is fetched once. always, and every policy that names a time: it is looked for whenever a release is made. never: it must be there. "
            + "A release keeps the image that it was made with, whatever the policy.", ReadPolicy)
        .Notes("pull_refresh_after", "with the policy 'refresh' the image is looked for whenever a release is made");

    /// <summary>In the form <c>os/arch[/variant]</c>. Also for builds.</summary>
    public static string? Platform(Value value)
    {
        if (value.Word() is not { } text) return null;
        var parts = text.ToLowerInvariant().Split('/');
        if (parts.Length <= 3 && parts.All(Names.IsPlain))
        {
            if (parts[0] == "linux") return string.Join('/', parts);
            value.Refuse("compose.refused-value", $"The platform {value.Shown} is refused, because Gantry runs Linux containers.", "Write one such as linux/amd64, or remove it.");
        }
        else value.Refuse("compose.bad-value", $"{value.Shown} is not a platform.", "Write one such as linux/amd64, or remove it.");

        return null;
    }

    private static void ReadPolicy(ServiceDraft service, Value value)
    {
        if (value.Text() is not { } text) return;
        var timed = text.StartsWith("every_", StringComparison.Ordinal) && Durations.Parse(text[6..].Replace("w", "h", StringComparison.Ordinal).Replace("d", "h", StringComparison.Ordinal)) is not null;
        if (!timed && !Policies.Contains(text))
        {
            value.Refuse("compose.unknown-value", $"'pull_policy' cannot be {value.Shown}.", Nearest.Of(text, Policies) is { } near ? $"Did you mean '{near}'?" : $"Write one of {string.Join(", ", Policies)}, or such as every_12h.");
            return;
        }

        var policy = timed || text is "always" or "daily" or "weekly" or "refresh" ? "always" : text == "never" ? "never" : null;
        service.Is = service.Is with { PullPolicy = policy };
    }
}
