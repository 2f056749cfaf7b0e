using System.CommandLine;
using Gantry.Apps.Conversion;
using Gantry.Cli.Text;
using Gantry.Cli.Views;
using Gantry.Resources;

namespace Gantry.Cli.Commands.Files;

/// <summary>Makes a compose file of what a team has instead. Needs no platform.</summary>
internal static class ConvertCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("convert", "Make a compose file of a docker run command line or of Kubernetes manifests, and print it");
        var what = new Argument<string[]>("WHAT") { Description = "docker run …, or manifest files; - reads manifests from standard input", Arity = ArgumentArity.OneOrMore };
        command.Add(what);
        // Options behind WHAT are those of docker run.
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parse =>
        {
            var words = Words(session, parse);
            var outcome = words.FirstOrDefault() is "docker" or "podman" || words.FirstOrDefault()?.Contains("docker run", StringComparison.Ordinal) == true
                ? RunLine.Convert(words) : Manifests(session, words);
            if (outcome.Problem is { } problem)
            {
                session.Terminal.WriteError(ProblemView.Render(problem, session.Terminal.Width));
                return 1;
            }

            var converted = outcome.Require();
            session.Terminal.Send(converted.Compose);
            foreach (var sentence in converted.Left) session.Terminal.WriteError(Paragraph.Wrap(Line.Of("note: ", Tone.Accent), sentence, session.Terminal.Width, indent: 2));
            return 0;
        });
        return command;
    }

    /// <summary>All words behind "convert", in their order.</summary>
    private static List<string> Words(Session session, ParseResult parse) =>
        [.. parse.Tokens.Select(t => t.Value).SkipWhile(t => t != "convert").Skip(1).SkipWhile(t => t == "--")];

    private static Outcome<Converted> Manifests(Session session, IReadOnlyList<string> files)
    {
        var texts = new List<string>();
        foreach (var file in files)
        {
            try
            {
                texts.Add(file == "-" ? Console.In.ReadToEnd() : File.ReadAllText(Path.GetFullPath(file, session.Directory)));
            }
            catch (Exception away) when (away is IOException or UnauthorizedAccessException)
            {
                return new Problem(file, "convert.no-file", $"It cannot be read: {away.Message}", "Name manifest files, or write 'gantry convert docker run …'.");
            }
        }

        return Kubernetes.Convert(string.Join("\n---\n", texts));
    }
}
