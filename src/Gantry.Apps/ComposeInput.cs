namespace Gantry.Apps;

/// <summary>Which compose project to read, and in which surroundings.</summary>
public sealed record ComposeInput
{
    /// <summary>Where the compose files are looked for, and what relative paths refer to.</summary>
    public required string ProjectDirectory { get; init; }

    /// <summary>
    /// The compose files (<c>-f</c>), relative to the project directory or absolute, each merged over those before it. Empty:
    /// those that <c>COMPOSE_FILE</c> names; without it the first of compose.yaml, compose.yml, docker-compose.yaml and
    /// docker-compose.yml, with its override file where there is one.
    /// </summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>
    /// Files with variables (<c>--env-file</c>), a later one winning. Empty: those that <c>COMPOSE_ENV_FILES</c> names; without
    /// it the project's <c>.env</c>.
    /// </summary>
    public IReadOnlyList<string> EnvFiles { get; init; } = [];

    /// <summary>Gantry's <c>-e</c>: a DNS label of at most 40 characters.</summary>
    public string Environment { get; init; } = "production";

    /// <summary>What variables are filled in from; wins over the project's <c>.env</c>.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Services that name profiles take part only when one of theirs is here; <c>*</c> stands for all. Empty: those that
    /// <c>COMPOSE_PROFILES</c> names.
    /// </summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>The day (UTC) on which exceptions are judged; null: none has ended.</summary>
    public DateOnly? Today { get; init; }

    /// <summary>False leaves variables as they are written; such a project can be shown, and not run.</summary>
    public bool Interpolate { get; init; } = true;
}
