using System.CommandLine;
using System.Text.Json;
using Gantry.Cli.Views.Exposure;
using Gantry.Resources;

namespace Gantry.Cli.Commands.Trust;

/// <summary>What is known to be wrong with everything that runs, most urgent first.</summary>
internal static class VulnsCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("vulns", "Show known vulnerabilities of what runs and of what a rollback would run, by exposure");
        var app = new Option<string?>("--app") { Description = "Only this app", HelpName = "NAME" };
        var json = Invocation.Json("Print one JSON document");
        command.Add(app);
        command.Add(json);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var report = await session.Client.VulnerabilitiesAsync(cancel);
            if (parse.GetValue(app) is { } name)
            {
                report = report with
                {
                    Findings = [.. report.Findings.Select(f => f with { Services = [.. f.Services.Where(s => s.App == name)] }).Where(f => f.Services.Count > 0)],
                    Unjudged = [.. report.Unjudged.Select(u => u with { Services = [.. u.Services.Where(s => s.App == name)] }).Where(u => u.Services.Count > 0)],
                };
            }

            if (parse.GetValue(json)) session.Terminal.Send(JsonSerializer.Serialize(report, GantryJson.Default.VulnerabilityReport) + "\n");
            else session.Terminal.Write(VulnsView.Render(report, session.Now, session.Terminal.Width));
            return 0;
        }));
        return command;
    }
}
