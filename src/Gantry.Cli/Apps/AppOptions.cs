using System.CommandLine;

namespace Gantry.Cli.Apps;

/// <summary>The options by which a command is told which app it is about.</summary>
public sealed class AppOptions
{
    private readonly Argument<string?> _path = new("PATH")
    {
        Description = "The project's directory or its compose file",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string[]> _file;
    private readonly Option<string[]> _envFile = new("--env-file")
    {
        Description = "A file of variables to fill in, instead of .env; may be repeated",
        HelpName = "PATH",
        AllowMultipleArgumentsPerToken = false,
    };
    private readonly Option<string[]> _profile = new("--profile", "-p")
    {
        Description = "Take part services of this profile; may be repeated",
        HelpName = "NAME",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };
    private readonly Option<string> _environment = new("--env", "-e")
    {
        Description = "The environment",
        HelpName = "NAME",
        DefaultValueFactory = static _ => "production",
    };
    private readonly Option<string?> _app = new("--app") { Description = "The app by its name, wherever its files are", HelpName = "NAME" };

    /// <param name="positional">False where the command's own argument comes first.</param>
    /// <param name="shortFile">False where -f means something else.</param>
    /// <param name="deployed">True for commands about an app that is already there.</param>
    public AppOptions(Command command, bool positional = true, bool shortFile = true, bool deployed = true)
    {
        _file = new Option<string[]>("--file", shortFile ? ["-f"] : [])
        {
            Description = "The compose file, or the project's directory; further files are merged over it",
            HelpName = "PATH",
            AllowMultipleArgumentsPerToken = false,
        };
        _path.Validators.Add(static given =>
        {
            if (given.Tokens is [{ Value: ['-', ..] option }, ..]) given.AddError($"There is no option {option}.");
        });
        if (positional) command.Add(_path);
        command.Add(_file);
        command.Add(_envFile);
        command.Add(_profile);
        command.Add(_environment);
        if (deployed) command.Add(_app);
    }

    public AppSelection Of(ParseResult parse)
    {
        var files = parse.GetValue(_file) ?? [];
        string? path = null;
        if (parse.CommandResult.Command.Arguments.Contains(_path)) path = parse.GetValue(_path);
        return new AppSelection
        {
            Path = path,
            Files = files,
            EnvFiles = parse.GetValue(_envFile) ?? [],
            Profiles = parse.GetValue(_profile) ?? [],
            Environment = parse.GetValue(_environment)!,
            App = parse.CommandResult.Command.Options.Contains(_app) ? parse.GetValue(_app) : null,
        };
    }
}

/// <summary>Which app was asked for.</summary>
public sealed record AppSelection
{
    public string? Path { get; init; }
    public IReadOnlyList<string> Files { get; init; } = [];
    public IReadOnlyList<string> EnvFiles { get; init; } = [];
    public IReadOnlyList<string> Profiles { get; init; } = [];
    public required string Environment { get; init; }
    public string? App { get; init; }
    public bool NamesFiles => Path is not null || Files.Count > 0;
}
