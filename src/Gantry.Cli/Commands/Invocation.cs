using System.CommandLine;
using Gantry.Cli.Reports;
using Gantry.Cli.Starting;
using Gantry.Cli.Views;
using Gantry.Client;
using Gantry.Resources;

namespace Gantry.Cli.Commands;

/// <summary>What the commands share: their options, and one way of ending.</summary>
internal static class Invocation
{
    public static Option<bool> Yes() => new("--yes", "-y") { Description = "Do not ask (also: GANTRY_YES=1)" };

    public static Option<bool> Detach() => new("--detach") { Description = "Do not wait for the end" };

    public static Option<bool> Json(string what) => new("--json") { Description = what };

    public static Approval Approval(Session session, bool yes) =>
        new(session.Terminal, session.Work, yes || session.Variable("GANTRY_YES") is { } said && said is not ("0" or "false" or "no"));

    public static IReport Report(Session session, bool json) =>
        json ? new JsonReport(session.Terminal)
        : session.Terminal.Live ? new LiveReport(session.Terminal, session.Clock)
        : new PlainReport(session.Terminal, session.Clock);

    /// <summary>Runs the work; a refusal becomes problems on standard error and the exit code 1.</summary>
    public static async Task<int> PrintAsync(Session session, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception failure) when (Problems(failure) is { } problems)
        {
            session.Terminal.WriteError(ProblemView.Render(problems, session.Terminal.Width));
            return 1;
        }
    }

    /// <summary>The same for a command that reports as it goes; its last words are said in any case.</summary>
    /// <param name="about">App and environment as far as they are known by then.</param>
    public static async Task<int> ReportAsync(Session session, bool json, Func<(string? App, string Environment)> about, Func<IReport, Task<int>> work)
    {
        await using var report = Report(session, json);
        try
        {
            return await work(report);
        }
        catch (Exception failure) when (Problems(failure) is { } problems)
        {
            await report.BuiltAsync(well: false);
            report.Problems(problems);
            var (app, environment) = about();
            if (json) report.Ended(new Outcome(false, app, environment, null, [], session.Work.Elapsed, "failed"));
            return 1;
        }
    }

    private static IReadOnlyList<Problem>? Problems(Exception failure) => failure switch
    {
        GiveUpException stop => stop.Problems,
        RefusedException refused => refused.Problems,
        PlatformAwayException away => [new Problem(away.Socket, "platform.away", "No platform is running.",
            "Start it: gantry platform start. `gantry up` does it too.")],
        OperationCanceledException => null,
        // A closed pipe ends the command, see Program; anything else that nobody foresaw is a bug, and still ends in a message.
        IOException when Console.IsOutputRedirected => null,
        _ => [new Problem("gantry", "cli.bug", $"This should not have happened: {failure.GetType().Name}: {failure.Message}",
            "Please report it with what follows.") { Details = failure.StackTrace?.Split('\n') ?? [] }],
    };
}
