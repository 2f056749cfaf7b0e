using System.CommandLine;
using System.Text.Json;
using Gantry.Apps;
using Gantry.Apps.Lint;
using Gantry.Cli.Apps;
using Gantry.Cli.Reports;
using Gantry.Cli.Text;
using Gantry.Cli.Views;
using Gantry.Resources;

namespace Gantry.Cli.Commands.Linting;

/// <summary>Says what is wrong with an app's files and what could be better. Needs no platform.</summary>
internal static class LintCommand
{
    /// <summary>The exit code for a command line that was not understood, so that 1 always means a refused app.</summary>
    public const int Usage = 2;

    public static Command Create(Session session)
    {
        var command = new Command("lint", "Say what is wrong with the app's files, and what could be better; exits with 1 when it would be refused");
        var app = new AppOptions(command, deployed: false);
        var json = Invocation.Json("Print one JSON document: all findings, and every key with its fate");
        var sarif = new Option<bool>("--sarif") { Description = "Print one SARIF 2.1.0 document, for code hosts and editors" };
        var fix = new Option<bool>("--fix") { Description = "Remove keys that have no effect; changes nothing that runs" };
        command.Add(json);
        command.Add(sarif);
        command.Add(fix);
        command.SetAction(parse =>
        {
            var selection = app.Of(parse);
            var compose = ComposeFile.Load(session, selection);
            var mended = parse.GetValue(fix) ? Mend(ComposeFile.Folder(session, selection), compose) : [];
            if (mended.Count > 0) compose = ComposeFile.Load(session, selection);
            var problems = Linter.Check(compose);
            if (parse.GetValue(json)) Send(session, JsonSerializer.Serialize(LintDocument.Of(compose, problems), CliJson.Readable.LintDocument));
            else if (parse.GetValue(sarif)) Send(session, JsonSerializer.Serialize(SarifLog.Of(problems), CliJson.Readable.SarifLog));
            else Show(session, compose, problems, mended);
            return problems.Any(p => p.Severity == Severity.Error) ? 1 : 0;
        });
        return command;
    }

    private static void Send(Session session, string document) => session.Terminal.Send(document + "\n");

    private static void Show(Session session, ComposeResult compose, IReadOnlyList<Problem> problems, IReadOnlyList<Problem> mended)
    {
        foreach (var problem in mended) session.Terminal.Write(Line.Of("mended: ", Tone.Good) + Line.Of($"{problem.Place}: the key is removed."));
        if (problems.Count == 0) session.Terminal.Write($"{compose.Definition!.Name}: nothing to say.");
        // The code leads to the page that says why.
        else session.Terminal.Write(ProblemView.Render(problems.Select(p => Linter.Rule(p.Code) is null ? p : p with { Message = $"{p.Message} ({p.Code})" }), session.Terminal.Width));
    }

    /// <summary>A file is replaced whole or not at all.</summary>
    private static List<Problem> Mend(string folder, ComposeResult compose)
    {
        var all = new List<Problem>();
        foreach (var file in SafeFixes.Of(compose.Problems))
        {
            var path = Path.GetFullPath(file.Key, folder);
            if (!File.Exists(path)) continue;
            var (text, mended) = SafeFixes.Apply(File.ReadAllText(path), file);
            if (mended.Count == 0) continue;
            var next = path + ".gantry-new";
            File.WriteAllText(next, text);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(next, File.GetUnixFileMode(path));
            File.Move(next, path, overwrite: true);
            all.AddRange(mended);
        }

        return all;
    }
}
