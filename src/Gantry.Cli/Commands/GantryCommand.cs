using System.CommandLine;
using System.CommandLine.Parsing;
using Gantry.Cli.Commands.Auditing;
using Gantry.Cli.Commands.Files;
using Gantry.Cli.Commands.Linting;
using Gantry.Cli.Commands.Policies;
using Gantry.Cli.Commands.Registries;
using Gantry.Cli.Commands.Signing;
using Gantry.Cli.Commands.Trust;
using Gantry.Cli.Views;
using Gantry.Resources;

namespace Gantry.Cli.Commands;

/// <summary>The whole command line.</summary>
public static class GantryCommand
{
    private static readonly (string Name, Func<Session, Command> Create)[] All =
    [
        ("up", UpCommand.Create),
        ("plan", PlanCommand.Create),
        ("ps", PsCommand.Create),
        ("logs", LogsCommand.Create),
        ("traffic", TrafficCommand.Create),
        ("rollback", RollbackCommand.Create),
        ("down", DownCommand.Create),
        ("run", RunCommand.Create),
        ("lint", LintCommand.Create),
        ("config", ConfigCommand.Create),
        ("convert", ConvertCommand.Create),
        ("inspect", InspectCommand.Create),
        ("history", HistoryCommand.Create),
        ("audit", AuditCommand.Create),
        ("registry", RegistryCommand.Create),
        ("doctor", DoctorCommand.Create),
        ("platform", PlatformCommand.Create),
        ("scan", ScanCommand.Create),
        ("vulns", VulnsCommand.Create),
        ("sbom", SbomCommand.Create),
        ("advisories", AdvisoriesCommand.Create),
        ("versions", VersionsCommand.Create),
        ("sign", SignCommand.Create),
        ("verify", VerifyCommand.Create),
        ("trust", TrustCommand.Create),
        ("policy", PolicyCommand.Create),
        ("explain", ExplainCommand.Create),
    ];

    /// <param name="word">The first of the arguments. Where it names a command, only that one is made: the others would be half of what
    /// understanding the arguments costs.</param>
    public static RootCommand Create(Session session, string? word = null)
    {
        var root = new RootCommand("Takes the compose.yaml you already have and runs it in production.");
        var meant = All.Where(c => c.Name == word).ToList();
        foreach (var (_, create) in meant.Count > 0 ? meant : [.. All]) root.Add(create(session));
        return root;
    }

    /// <summary>The exit code. What cannot be understood is said in a sentence, not with a page of help.</summary>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static async Task<int> RunAsync(Session session, IReadOnlyList<string> args)
    {
        var parse = Create(session, args.Count > 0 ? args[0] : null).Parse(args.Count == 0 ? ["--help"] : args);
        if (parse.Errors.Count == 0) return await parse.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        session.Terminal.WriteError(ProblemView.Render([Misunderstood(parse)], session.Terminal.Width));
        return parse.CommandResult.Command.Name == "lint" ? LintCommand.Usage : 1;
    }

    private static Problem Misunderstood(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        var path = new List<string>();
        for (var at = (SymbolResult?)parse.CommandResult; at is CommandResult named; at = named.Parent) path.Insert(0, named.Command.Name);
        var place = string.Join(' ', path.Skip(1).Prepend("gantry"));
        if (command.Subcommands.Count == 0)
            return new Problem(place, "cli.usage", string.Join(' ', parse.Errors.Select(e => e.Message).Distinct()), $"{place} --help");
        var word = parse.UnmatchedTokens.FirstOrDefault();
        return new Problem(place, "cli.usage", word is null ? "A command is missing." : $"There is no command {word}.",
            $"There are {string.Join(", ", command.Subcommands.Select(c => c.Name))}.");
    }
}
