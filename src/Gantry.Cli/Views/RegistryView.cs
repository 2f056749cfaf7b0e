using System.Globalization;
using Gantry.Cli.Text;
using Gantry.Resources.Api;

namespace Gantry.Cli.Views;

/// <summary>What the registry holds, and what becomes of it.</summary>
public static class RegistryView
{
    private static readonly string[] Header = ["REPOSITORY", "MANIFESTS", "SIZE", "TAGS"];
    private static readonly string[] UpstreamHeader = ["NAME", "COMES FROM"];
    private static readonly string[] LoginHeader = ["REGISTRY", "AS", "SINCE", ""];

    public static IEnumerable<Line> Render(IReadOnlyList<RepositorySummary> all, int width) => all.Count == 0
        ? [Line.Of("The registry is empty. Push to it: docker push ADDRESS/NAME, with the address that `gantry platform status --json` calls registry.")]
        : Table.Render(Header, all.Select(r => (IReadOnlyList<Line>)[Line.Of(r.Name), Line.Of(Number(r.Manifests)), Line.Of(Bytes(r.Size)), Tags(r)]), width, [1, 2]);

    public static IEnumerable<Line> Render(IReadOnlyList<RegistryLoginView> all, DateTimeOffset now, int width) => all.Count == 0
        ? [Line.Of("The platform is signed in nowhere. Sign in: gantry registry login HOST --username NAME")]
        : Table.Render(LoginHeader, all.Select(l => (IReadOnlyList<Line>)[Line.Of(l.Host), Line.Of(l.Username), Line.Of(Durations.Age(now - l.Since)),
            l.Kept ? Line.Of("") : Line.Of("the password is not kept here: sign in again", Tone.Warn)]), width, []);

    public static IEnumerable<Line> Render(IReadOnlyList<RegistryUpstreamView> all, int width) => all.Count == 0
        ? [Line.Of("Nothing is fetched from other registries. Have it: gantry registry upstream add NAME URL")]
        : Table.Render(UpstreamHeader, all.Select(u => (IReadOnlyList<Line>)[Line.Of(u.Name), Line.Of(u.Source)]), width, []);

    public static Line Render(CollectionLine line)
    {
        var verdict = line.Stays ? Line.Of("stays", Tone.Good) : Line.Of("goes ", Tone.Warn);
        return verdict + $"  {line.Kind,-8}  {Bytes(line.Size),9}  {(line.Repository.Length > 0 ? line.Repository + "@" : "")}{line.Digest}: " + Line.Of(line.Because, Tone.Dim);
    }

    /// <summary><c>12 B</c>, <c>3.4 KiB</c>, <c>120 MiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var (size, unit) = ((double)bytes, 0);
        while (size >= 1024 && unit < units.Length - 1) (size, unit) = (size / 1024, unit + 1);
        return size.ToString(unit == 0 || size >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    private static Line Tags(RepositorySummary repository) =>
        Line.Of(string.Join(", ", repository.Tags) + (repository.TagCount > repository.Tags.Count ? $" and {repository.TagCount - repository.Tags.Count} more" : ""));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
