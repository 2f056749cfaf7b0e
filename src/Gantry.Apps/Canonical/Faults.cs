using Gantry.Resources;

namespace Gantry.Apps.Canonical;

/// <summary>What keeps files from being a compose project at all, whether or not Gantry would run it.</summary>
public static class Faults
{
    /// <summary>What docker compose would not take either. What Gantry alone refuses, or misses on this machine, is no fault.</summary>
    private static readonly string[] OfValues =
    [
        "compose.wrong-type", "compose.bad-number", "compose.bad-duration", "compose.bad-size", "compose.bad-variable", "compose.required-variable", "compose.bad-port", "compose.bad-volume",
        "compose.bad-command", "compose.bad-healthcheck", "compose.missing-key", "compose.no-image", "compose.unknown-service", "compose.inactive-service", "compose.unknown-network", "compose.unknown-volume",
    ];

    /// <summary>Where variables stay as they are, values cannot be checked; these are about the files themselves.</summary>
    private static readonly string[] OfFiles =
    [
        "compose.syntax", "compose.bad-merge", "compose.cycle", "compose.outside-project", "compose.include-conflict", "compose.duplicate-key", "compose.unreadable-file", "compose.file-not-found",
        "compose.too-deep", "compose.too-large", "compose.unknown-tag", "compose.unknown-anchor", "compose.several-documents", "compose.bad-key", "compose.unknown-key",
    ];

    /// <param name="filled">False when variables were left as they are written.</param>
    public static IReadOnlyList<Problem> Of(ComposeResult result, bool filled = true) =>
        [.. result.Problems.Where(p => p.Severity == Severity.Error && (OfFiles.Contains(p.Code) || (filled && OfValues.Contains(p.Code))))];
}
