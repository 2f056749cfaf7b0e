using Gantry.Cli.Reports;
using Gantry.Client;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Platforms;

namespace Gantry.Cli.Starting;

/// <summary>Makes sure that a platform of this build runs, and stops it when asked.</summary>
public sealed class PlatformStart(Session session, IReport report, Approval approval)
{
    /// <summary>A busy machine is slow to start a process. One that ends at once is noticed at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How long another's start is waited for before it is tried whether the store is free by now.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    /// <summary>The state of a platform that answers, started or restarted where that was needed.</summary>
    public async Task<PlatformStatus> EnsureAsync(CancellationToken cancel)
    {
        var status = await StatusAsync(cancel);
        if (status is not null && status.Version != BuildIdentity.Version)
        {
            report.Say($"The platform runs {status.Version} and is restarted as {BuildIdentity.Version}. Containers and traffic go on; the edge is replaced after that, and no connection is closed for it.");
            await StopAsync(status, keepEdge: true, cancel);
            status = null;
        }

        var started = status is null;
        if (status is not { Engine.Well: true }) await new EngineStart(session, report, approval).EnsureAsync(cancel);
        status ??= await StartAsync(cancel);
        if (session.Variable("GANTRY_HTTP") is { } http && status.Http != http)
            report.Say($"The platform answers on {status.Http}, not on {http}: it keeps the address it was first started with.");
        else if (session.Variable("GANTRY_HTTPS") is { } https && status.Https is { } secure && secure != https)
            report.Say($"The platform serves HTTPS on {secure}, not on {https}: it keeps the address it was first started with.");
        else if (started) report.Say($"The platform is running; its state is in {session.Paths.Home}.");
        return status;
    }

    /// <summary>Null when none answers.</summary>
    public async Task<PlatformStatus?> StatusAsync(CancellationToken cancel)
    {
        try
        {
            return await session.Client.StatusAsync(cancel);
        }
        catch (PlatformAwayException)
        {
            return null;
        }
    }

    /// <summary>Returns once its process has ended.</summary>
    public async Task StopAsync(PlatformStatus status, bool keepEdge, CancellationToken cancel)
    {
        await session.Client.StopAsync(keepEdge, cancel);
        if (await Deadline.UntilAsync(session.Clock, Patience, () => Task.FromResult(!Directory.Exists($"/proc/{status.ProcessId}")), cancel)) return;
        throw new GiveUpException("gantryd", "platform.does-not-stop", $"The platform (process {status.ProcessId}) was asked to stop and still runs.",
            $"See {session.Paths.ServerLog}; end it by force with: kill -9 {status.ProcessId}. Containers keep running.");
    }

    private async Task<PlatformStatus> StartAsync(CancellationToken cancel)
    {
        var program = Path.Combine(session.Programs, "gantryd");
        if (!File.Exists(program))
        {
            throw new GiveUpException(program, "platform.program-missing", "The platform's program is not where the command line is.",
                "Start the command line with ./gantry of the repository, which builds both.");
        }

        HomeFolder.Make(session.Paths);
        var log = session.Paths.ServerLog;
        var from = Subprocess.Length(log);
        var variables = new Dictionary<string, string>(session.Variables, StringComparer.Ordinal) { ["GANTRY_HOME"] = session.Paths.Home };
        var began = session.Clock.GetTimestamp();
        while (true)
        {
            using var process = Subprocess.Detach(log, variables, program);
            PlatformStatus? status = null;
            await Deadline.UntilAsync(session.Clock, Patience,
                async () => (status = await StatusAsync(cancel)) is not null || process.HasExited, cancel);
            if (status is not null) return status;
            var held = process.HasExited && process.ExitCode == ServerExit.StoreInUse && session.Clock.GetElapsedTime(began) < Patience;
            // Another command was first, and its platform answers in a moment; or one is ending, and then it is our turn.
            if (held) await Deadline.UntilAsync(session.Clock, Turn, async () => (status = await StatusAsync(cancel)) is not null, cancel);
            if (status is not null) return status;
            if (held) continue;
            throw new GiveUpException([new Problem("gantryd", "platform.start-failed",
                process.HasExited ? $"The platform ended at once with code {process.ExitCode}." : $"The platform does not answer after {Patience.TotalSeconds:0} s.",
                $"Its whole log is in {log}. `gantry doctor` looks for what is wrong.")
            {
                Details = Subprocess.Tail(log, 12, from),
            }]);
        }
    }
}
