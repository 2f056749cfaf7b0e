using System.Globalization;
using Gantry.Cli.Text;
using Gantry.Resources;
using Gantry.Resources.Api;

namespace Gantry.Cli.Views.Signing;

/// <summary>Keys, and what the signatures of an image come to.</summary>
internal static class SignatureView
{
    private static readonly string[] Header = ["NAME", "SHA-256", "COUNTS"];

    public static IEnumerable<Line> Render(IReadOnlyList<TrustKeyView> keys, DateTimeOffset now, int width) => keys.Count == 0
        ? [Line.Of("No key is trusted yet. Add one: gantry trust key add NAME FILE. The platform's own comes with the first image that it signs.")]
        : Table.Render(Header, keys.Select(k => (IReadOnlyList<Line>)[Line.Of(k.Name), Line.Of(k.Fingerprint[..16] + "…"), Counts(k, now)]), width, []);

    /// <summary>From when to when, in words.</summary>
    public static string Window(TrustKeyView key, DateTimeOffset now) => (key.NotBefore, key.NotAfter) switch
    {
        (null, null) => "without an end",
        (_, { } to) when to <= now => $"ended {Day(to)}: only what was seen before counts",
        ({ } from, null) => $"from {Day(from)} on",
        (null, { } to) => $"until {Day(to)}",
        ({ } from, { } to) => $"from {Day(from)} until {Day(to)}",
    };

    public static IEnumerable<Line> Render(VerifyAnswer verdict, int width)
    {
        foreach (var signature in verdict.Signatures)
            yield return Line.Of("verified: ", Tone.Good) + $"{signature.Key}, {signature.Layout}" + Line.Of($", first seen {Time(signature.FirstSeen)}", Tone.Dim);
        foreach (var statement in verdict.Attestations)
            yield return Line.Of("attested: ", Tone.Good) + $"{statement.Key}, {statement.PredicateType}";
        foreach (var refused in verdict.Refused)
        {
            foreach (var line in Paragraph.Wrap(Line.Of("refused: ", Tone.Bad), $"{refused.Problem.Place}: {refused.Problem.Message}", width, indent: 2)) yield return line;
            foreach (var line in Paragraph.Wrap(Line.Of("  → ", Tone.Accent), refused.Problem.Help, width)) yield return line;
        }

        if (verdict.Signed) yield return Line.Of($"{verdict.Repository}@{verdict.Digest}", Tone.Strong) + " is signed.";
    }

    private static Line Counts(TrustKeyView key, DateTimeOffset now) =>
        Line.Of(Window(key, now), key.NotAfter <= now ? Tone.Warn : Tone.Plain) + (key.Own ? Line.Of(", the platform's own", Tone.Dim) : Line.Empty);

    private static string Day(DateTimeOffset at) => at.UtcDateTime.TimeOfDay == TimeSpan.Zero ? at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : Time(at);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
