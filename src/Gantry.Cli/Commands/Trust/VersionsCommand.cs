using System.CommandLine;
using Gantry.Cli.Views;
using Gantry.Resources;
using Gantry.Trust.Decisions.Versions;

namespace Gantry.Cli.Commands.Trust;

/// <summary>Orders versions as their ecosystem does. Needs no platform.</summary>
internal static class VersionsCommand
{
    public static Command Create(Session session)
    {
        var group = new Command("versions", "How versions are ordered in an ecosystem");
        var compare = new Command("compare", "Print <, = or > for two versions, or for each line of standard input that has two");
        var ecosystem = new Argument<string>("ECOSYSTEM") { Description = "Such as debian, alpine, rpm, semver, npm, nuget, pypi, maven, rubygems, packagist, go or crates" };
        var versions = new Argument<string[]>("VERSION") { Description = "A and B; none to read lines", Arity = new ArgumentArity(0, 2) };
        compare.Add(ecosystem);
        compare.Add(versions);
        compare.SetAction((parse, cancel) => Invocation.PrintAsync(session, () => Task.FromResult(Run(session, parse.GetValue(ecosystem)!, parse.GetValue(versions)!, cancel))));
        group.Add(compare);
        return group;
    }

    private static int Run(Session session, string ecosystem, string[] versions, CancellationToken cancel)
    {
        var scheme = Ecosystems.Scheme(ecosystem) ?? throw new GiveUpException(ecosystem, "versions.ecosystem", "This ecosystem's versions are not known.",
            $"Known are {string.Join(", ", Ecosystems.Names)}; case does not count.");
        return versions.Length switch
        {
            0 => Lines(session, scheme, cancel),
            1 => throw new GiveUpException("gantry versions compare", "cli.usage", "The second version is missing.", "Write both, or none to read pairs from standard input."),
            _ => Pair(session, scheme, "gantry versions compare", versions) ? 0 : 1,
        };
    }

    /// <summary>A line of output for each of input, also for one that cannot be judged: the two stay side by side.</summary>
    private static int Lines(Session session, IVersionScheme scheme, CancellationToken cancel)
    {
        var good = true;
        for (var number = 1; session.Terminal.ReadLine() is { } line && !cancel.IsCancellationRequested; number++)
            good &= Pair(session, scheme, $"line {number}", line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return good ? 0 : 1;
    }

    private static bool Pair(Session session, IVersionScheme scheme, string place, string[] pair)
    {
        var problem = pair is not [var a, var b]
            ? new Problem(place, "versions.pair", $"It has {pair.Length} words instead of two versions.", "Write two versions with a space between them.")
            : Fault(a) ?? Fault(b);
        session.Terminal.Send(problem is not null ? "?\n" : scheme.Compare(pair[0], pair[1]) switch { < 0 => "<\n", 0 => "=\n", _ => ">\n" });
        if (problem is not null) session.Terminal.WriteError(ProblemView.Render(problem, session.Terminal.Width));
        return problem is null;

        Problem? Fault(string version) => scheme.Fault(version) is not { } fault ? null
            : new Problem(place, "versions.not-one", $"'{version}' {fault}.", "Write it as this ecosystem does.");
    }
}
