using Gantry.Resources;

namespace Gantry.Apps.Canonical;

/// <summary>What keeps files from being a compose project at all, whether or not Gantry would run it.</summary>
public static class Faults
{
    private static readonly string[] OfGantry =
        ["compose.refused-key", "compose.refused-value", "compose.unsafe", "compose.port-without-host", "compose.port-clash", "compose.missing-file", "compose.bad-name", "compose.no-services"];

    /// <summary>Where variables stay as they are, values cannot be checked; these are about the files themselves.</summary>
    private static readonly string[] OfFiles =
    [
        "compose.syntax", "compose.bad-merge", "compose.cycle", "compose.outside-project", "compose.include-conflict", "compose.duplicate-key", "compose.unreadable-file", "compose.file-not-found",
        "compose.too-deep", "compose.too-large", "compose.unknown-tag", "compose.unknown-anchor", "compose.several-documents", "compose.bad-key", "compose.unknown-key",
    ];

    /// <param name="filled">False when variables were left as they are written.</param>
    public static IReadOnlyList<Problem> Of(ComposeResult result, bool filled = true) =>
        [.. result.Problems.Where(p => p.Severity == Severity.Error && (filled ? !OfGantry.Contains(p.Code) : OfFiles.Contains(p.Code)))];
}
