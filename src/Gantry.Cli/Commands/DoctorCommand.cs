using System.CommandLine;
using Gantry.Cli.Reports;
using Gantry.Cli.Starting;
using Gantry.Cli.Text;
using Gantry.Cli.Views;
using Gantry.Resources.Api;
using Gantry.Resources.Engines;

namespace Gantry.Cli.Commands;

/// <summary>Looks for what is wrong with the platform, also when it does not run.</summary>
internal static class DoctorCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("doctor", "Look for what is wrong with the platform and say what to do");
        command.SetAction((_, cancel) => Invocation.PrintAsync(session, async () =>
        {
            await using var report = Invocation.Report(session, json: false);
            var platform = new PlatformStart(session, report, Invocation.Approval(session, false));
            var running = await platform.StatusAsync(cancel) is not null;
            var checks = running ? await session.Client.DoctorAsync(cancel) : await AloneAsync(session, cancel);
            session.Terminal.Write(CheckupView.Render(checks, session.Terminal.Width));
            return checks.All(c => c.Well) ? 0 : 1;
        }));
        return command;
    }

    private static async Task<IReadOnlyList<Checkup>> AloneAsync(Session session, CancellationToken cancel)
    {
        var candidates = EngineSockets.Candidates(session.Variable);
        var engine = await EngineSockets.FindAsync(candidates, cancel);
        var tail = Subprocess.Tail(session.Paths.ServerLog, 3);
        return
        [
            new Checkup("platform", false, tail.Count == 0 ? "is not running" : $"is not running; its last words: {string.Join(" / ", tail)}", "gantry platform start"),
            engine is null
                ? new Checkup("engine", false, $"none answers on {string.Join(", ", candidates)}", EngineAdvice.For(LinuxSystem.Read(), EngineStart.Installed, candidates).Help)
                : new Checkup("engine", true, $"answers on {engine}"),
        ];
    }
}
