using System.CommandLine;
using System.Text.Json;
using Gantry.Cli.Views;
using Gantry.Trust.Advisories;
using Gantry.Trust.Decisions.Judging;
using Gantry.Trust.Decisions.Severities;

namespace Gantry.Cli.Commands.Trust;

/// <summary>Says which known vulnerabilities something has. Needs no platform for what lies in a file, and no network.</summary>
internal static class ScanCommand
{
    /// <summary>The exit code for findings of at least the severity that was named, so that 1 always means that nothing could be said.</summary>
    public const int Found = 2;

    public static Command Create(Session session)
    {
        var command = new Command("scan", "Say which known vulnerabilities an image, a folder, a file or an SBOM has");
        var what = BillSource.Argument();
        var json = Invocation.Json("Print one JSON document");
        var failOn = new Option<string?>("--fail-on") { Description = "Exit with 2 for a finding of this severity or a higher one: low, medium, high or critical", HelpName = "SEVERITY" };
        failOn.AcceptOnlyFromAmong("low", "medium", "high", "critical");
        var vex = new Option<string[]>("--vex") { Description = "A file that says what does not matter here: OpenVEX or CycloneDX; may be repeated", HelpName = "FILE" };
        command.Add(what);
        command.Add(json);
        command.Add(failOn);
        command.Add(vex);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            using var database = BillSource.Require(AdvisoryDatabase.Open(session.Paths.Advisories));
            var statements = (parse.GetValue(vex) ?? []).Select(file => Read(session, file)).ToList();
            var bill = await BillSource.ReadAsync(session, parse.GetValue(what)!, cancel);
            var judgement = Judge.Of(bill, database, statements);
            var advisories = AdvisoryFacts.Of(database.State, session.Now);
            var document = ScanDocument.Of(bill, judgement, advisories);
            AdvisoriesCommand.WarnIfStale(session, advisories);
            if (parse.GetValue(json)) session.Terminal.Send(JsonSerializer.Serialize(document, TrustJson.Readable.ScanDocument) + "\n");
            else session.Terminal.Write(ScanView.Render(document, session.Terminal.Width));
            return parse.GetValue(failOn) is { } limit && judgement.Open.Any(f => f.Rating.Level >= Enum.Parse<Level>(limit, ignoreCase: true)) ? Found : 0;
        }));
        return command;
    }

    private static VexDocument Read(Session session, string file)
    {
        try
        {
            return BillSource.Require(VexReader.Read(file, File.ReadAllBytes(Path.GetFullPath(file, session.Directory))));
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            throw new GiveUpException(file, "vex.no-file", $"It cannot be read: {away.Message}", "Name an OpenVEX or CycloneDX document.");
        }
    }
}
