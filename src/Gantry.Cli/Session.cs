using System.Collections;
using Gantry.Cli.Screen;
using Gantry.Client;
using Gantry.Resources.Platforms;

namespace Gantry.Cli;

/// <summary>The surroundings of one invocation: everything that a command takes from outside besides its arguments.</summary>
public sealed record Session
{
    public required Terminal Terminal { get; init; }
    public required PlatformPaths Paths { get; init; }
    public required GantryClient Client { get; init; }
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The caller's environment.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Where relative paths start.</summary>
    public required string Directory { get; init; }

    /// <summary>Who asks: goes into the history.</summary>
    public required string User { get; init; }

    /// <summary>Where <c>gantryd</c> lies: above the folder of the command line, which brings a framework of its own.</summary>
    public string Programs { get; init; } = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!;

    /// <summary>How long the command has been at work, for the time at its end.</summary>
    public required WorkTime Work { get; init; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public string? Variable(string name) => Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public static Session OfProcess()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        var paths = PlatformPaths.Current;
        return new Session
        {
            Terminal = Terminal.OfProcess(),
            Paths = paths,
            Client = new GantryClient(paths.Socket),
            Variables = variables,
            Directory = Environment.CurrentDirectory,
            User = variables.GetValueOrDefault("SUDO_USER") is { Length: > 0 } person ? person : Environment.UserName,
            Work = new WorkTime(TimeProvider.System),
        };
    }
}
