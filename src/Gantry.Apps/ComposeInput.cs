namespace Gantry.Apps;

/// <summary>Which compose project to read, and in which surroundings.</summary>
public sealed record ComposeInput
{
    /// <summary>Where the compose file is looked for, and what relative paths refer to.</summary>
    public required string ProjectDirectory { get; init; }

    /// <summary>
    /// The compose file (<c>-f</c>), relative to the project directory or absolute. Empty: the first of compose.yaml,
    /// compose.yml, docker-compose.yaml and docker-compose.yml. One for now; more are refused with a problem.
    /// </summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Gantry's <c>-e</c>: a DNS label of at most 40 characters.</summary>
    public string Environment { get; init; } = "production";

    /// <summary>What variables are filled in from; wins over the project's <c>.env</c>.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Services that name profiles take part only when one of theirs is here; <c>*</c> stands for all.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];
}
