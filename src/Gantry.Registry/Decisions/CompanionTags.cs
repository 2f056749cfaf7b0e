namespace Gantry.Registry.Decisions;

/// <summary>Tags by which cosign 2 puts signatures and attestations beside an image, where no subject says so: <c>sha256-….sig</c>.</summary>
public static class CompanionTags
{
    private static readonly string[] Endings = [".sig", ".att", ".sbom"];

    /// <returns>The image's digest; null for any other tag.</returns>
    public static string? ImageOf(string tag) =>
        Endings.FirstOrDefault(e => tag.EndsWith(e, StringComparison.Ordinal)) is { } ending && tag.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash
            ? Digest.Parse(string.Concat(tag.AsSpan(0, dash), ":", tag.AsSpan(dash + 1, tag.Length - dash - 1 - ending.Length)))?.Text : null;

    public static IEnumerable<string> Of(string digest) => Endings.Select(e => digest.Replace(':', '-') + e);
}
