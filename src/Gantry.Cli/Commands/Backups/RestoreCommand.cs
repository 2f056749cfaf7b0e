using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Gantry.Cli.Starting;
using Gantry.Resources;

namespace Gantry.Cli.Commands.Backups;

/// <summary>A platform from a backup, on a machine that has none. What runs there is taken over.</summary>
internal static class RestoreCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("restore", "Bring back all that a backup holds where no platform is, and start it");
        var file = new Argument<string>("FILE") { Description = "Made by gantry platform backup" };
        var identity = new Option<string?>("--identity", "-i") { Description = "The age key that it was encrypted for; without it backup.key in the platform's home", HelpName = "FILE" };
        var yes = Invocation.Yes();
        command.Add(file);
        command.Add(identity);
        command.Add(yes);
        command.SetAction((parse, cancel) => Invocation.ReportAsync(session, false, static () => (null, ""), async report =>
        {
            var platform = new PlatformStart(session, report, Invocation.Approval(session, parse.GetValue(yes)));
            if (await platform.StatusAsync(cancel) is { } running)
            {
                throw new GiveUpException(session.Paths.Home, "restore.running", $"A platform is running here (process {running.ProcessId}). Nothing was changed.",
                    "Name another GANTRY_HOME for what is restored.");
            }

            var path = Path.GetFullPath(parse.GetValue(file)!, session.Directory);
            var key = parse.GetValue(identity) is { } given ? Path.GetFullPath(given, session.Directory) : session.Paths.BackupKey;
            foreach (var needed in (string[])[path, key])
            {
                if (!File.Exists(needed))
                    throw new GiveUpException(needed, "restore.missing", "There is no such file.", needed == key ? "Name the key with --identity." : "Name a backup.");
            }

            HomeFolder.Make(session.Paths);
            await RestoreAsync(session, path, key, cancel);
            report.Say($"What is in {path} is restored.");
            var status = await platform.EnsureAsync(cancel);
            report.Say($"{status.Apps} {(status.Apps == 1 ? "app is" : "apps are")} brought to what they were: gantry ps");
            return 0;
        }));
        return command;
    }

    private static async Task RestoreAsync(Session session, string file, string key, CancellationToken cancel)
    {
        var plain = Path.Combine(session.Paths.Home, $"restore-{Guid.NewGuid():n}.tar");
        try
        {
            await using (var stream = File.Open(plain, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
                await Age.DecryptAsync(file, key, stream, cancel);
            var start = new ProcessStartInfo(Path.Combine(session.Programs, "gantryd"), ["restore", plain]) { RedirectStandardError = true };
            start.Environment["GANTRY_HOME"] = session.Paths.Home;
            using var server = Process.Start(start)!;
            var said = await server.StandardError.ReadToEndAsync(cancel);
            await server.WaitForExitAsync(cancel);
            if (server.ExitCode != 0) throw new GiveUpException([Problem(said, server.ExitCode)]);
        }
        finally
        {
            File.Delete(plain);
        }
    }

    private static Problem Problem(string said, int code)
    {
        try
        {
            return JsonSerializer.Deserialize(said, GantryJson.Default.Problem)!;
        }
        catch (JsonException)
        {
            return new Problem("gantryd", "restore.failed", $"gantryd ended with exit code {code} while it restored.", "Read what it says below.") { Details = said.Split('\n', StringSplitOptions.RemoveEmptyEntries) };
        }
    }
}
