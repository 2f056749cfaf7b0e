using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Gantry.Cli.Apps;
using Gantry.Cli.Reports;
using Gantry.Cli.Starting;
using Gantry.Cli.Views.Policies;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Policies;

namespace Gantry.Cli.Commands.Policies;

/// <summary>Judges by a policy without having it count, and without bringing anything up.</summary>
internal static class PolicyTest
{
    /// <summary>The exit code for what would be refused, so that 1 always means that nothing could be said.</summary>
    public const int Refused = 2;

    public static Command Create(Session session)
    {
        var command = new Command("test", "Say what a policy would refuse: of what runs, of an app's folder, or of a release; exits with 2 when that is something");
        var (file, environment) = (PolicyCommand.File(), PolicyCommand.Environment());
        var app = new Option<string?>("--app") { Description = "A project's folder, an app by its name, or a release such as shop.7; what runs without it", HelpName = "APP" };
        var json = Invocation.Json("Print one JSON document");
        command.Add(file);
        command.Add(environment);
        command.Add(app);
        command.Add(json);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var policy = PolicyCommand.Read(session, parse.GetValue(file)!);
            var (what, where) = (parse.GetValue(app), parse.GetValue(environment)!);
            Func<Problem, Problem> placed = static p => p;
            IReadOnlyList<ReleaseVerdict> verdicts;
            if (what is not null && Path.Exists(Path.GetFullPath(what, session.Directory)))
            {
                await using var report = Invocation.Report(session with { Terminal = session.Terminal.Aside() }, json: false);
                var planning = new Planning(session, report, new Approval(session.Terminal, session.Work, given: false));
                var definition = planning.Read(new AppSelection { Path = what, Environment = where }, cancel);
                verdicts = [await planning.JudgeAsync(definition, policy, cancel)];
                placed = planning.Placed;
            }
            else
            {
                await PolicyCommand.EnsureAsync(session, cancel);
                verdicts = await session.Client.VerdictsAsync(where, Asked(policy, what), cancel);
            }

            if (parse.GetValue(json)) session.Terminal.Send(JsonSerializer.Serialize(verdicts, PolicyJson.Readable.IReadOnlyListReleaseVerdict) + "\n");
            else if (verdicts.Count == 0) session.Terminal.Write($"Nothing runs in {where}. Name a folder: gantry policy test {parse.GetValue(file)} --app PATH");
            else session.Terminal.Write(VerdictView.Render(verdicts, policy, placed, session.Terminal.Width));
            return verdicts.All(v => v.Verdict.Allowed) ? 0 : Refused;
        }));
        return command;
    }

    /// <summary>App names have no points: what stands behind one is the number of a release.</summary>
    private static VerdictRequest Asked(Policy policy, string? what)
    {
        if (what?.Split('.') is not [var app, var number]) return new VerdictRequest { Policy = policy, App = what };
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var release) ? new VerdictRequest { Policy = policy, App = app, Release = release }
            : throw new GiveUpException(what, "policy.no-release", $"{what} is no release.", "Write the app's name, a point and the release's number, such as shop.7.");
    }
}
