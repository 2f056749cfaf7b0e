using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Gantry.Cli.Text;
using Gantry.Cli.Views;
using Gantry.Resources;
using Gantry.Trust.Advisories;

namespace Gantry.Cli.Commands.Trust;

/// <summary>What is known of vulnerabilities: brought in from files, and how old it is, without a platform or a network; or fetched by the platform.</summary>
internal static class AdvisoriesCommand
{
    public static Command Create(Session session)
    {
        var group = new Command("advisories", "What is known of vulnerabilities");
        var import = new Command("import", "Add records in the OSV format; a later record takes the place of an earlier one");
        var path = new Argument<string>("PATH") { Description = "A folder, a zip archive as the databases export them, or one file" };
        import.Add(path);
        import.SetAction((parse, _) => Invocation.PrintAsync(session, () => Task.FromResult(Import(session, parse.GetValue(path)!))));
        var status = new Command("status", "How many there are, and of when");
        var json = Invocation.Json("Print one JSON document");
        status.Add(json);
        status.SetAction((parse, _) => Invocation.PrintAsync(session, () => Task.FromResult(Status(session, parse.GetValue(json)))));
        group.Add(import);
        group.Add(status);
        group.Add(AdvisorySourceCommand.Create(session));
        return group;
    }

    private static int Import(Session session, string path)
    {
        Outcome<Imported> outcome;
        try
        {
            outcome = AdvisoryImport.Run(Path.GetFullPath(path, session.Directory), session.Paths.Advisories, session.Now);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new GiveUpException(path, "advisories.not-imported", $"Nothing was imported: {failure.Message}", "What was there before is as it was. See that the files can be read and that the disk of GANTRY_HOME has room.");
        }

        var imported = BillSource.Require(outcome);
        session.Terminal.Write(string.Create(CultureInfo.InvariantCulture, $"{imported.Read} records read, {imported.Changed} of them new or changed, {imported.Withdrawn} withdrawn."));
        if (imported.Passed > 0) session.Terminal.Write(string.Create(CultureInfo.InvariantCulture, $"{imported.Passed} ranges are of commits, not of versions of packages: nothing is said by them."));
        foreach (var problem in imported.Problems) session.Terminal.WriteError(ProblemView.Render(problem with { Severity = Severity.Warning }, session.Terminal.Width));
        if (imported.Refused > imported.Problems.Count) session.Terminal.WriteError([Line.Of(string.Create(CultureInfo.InvariantCulture, $"{imported.Refused} records were refused in all."))]);
        return Status(session, json: false);
    }

    private static int Status(Session session, bool json)
    {
        using var database = BillSource.Require(AdvisoryDatabase.Open(session.Paths.Advisories));
        var state = AdvisoryFacts.Of(database.State, session.Now);
        if (json)
        {
            session.Terminal.Send(JsonSerializer.Serialize(state, TrustJson.Readable.AdvisoryFacts) + "\n");
            return 0;
        }

        session.Terminal.Write(string.Create(CultureInfo.InvariantCulture, $"{state.Advisories} advisories, the newest of {state.Newest:yyyy-MM-dd}, imported {state.Imported:yyyy-MM-dd HH:mm}."));
        session.Terminal.Write(Line.Of($"snapshot {state.Snapshot}", Tone.Dim));
        WarnIfStale(session, state);
        return 0;
    }

    /// <summary>Said loudly: what is not known looks like what is not there.</summary>
    public static void WarnIfStale(Session session, AdvisoryFacts state)
    {
        if (!state.Stale) return;
        session.Terminal.WriteError(ProblemView.Render([new Problem(session.Paths.Advisories, "advisories.stale",
            string.Create(CultureInfo.InvariantCulture, $"THE ADVISORIES ARE {state.AgeDays:0} DAYS OLD: what became known since then is not found."), "Import newer ones: gantry advisories import PATH", Severity.Warning)], session.Terminal.Width));
    }
}
