namespace Gantry.Resources.Apps;

/// <summary>A command that is run in a container after it has started, or before it is stopped.</summary>
public sealed record HookDefinition
{
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Null: the container's own.</summary>
    public string? User { get; init; }
    public string? WorkingDir { get; init; }

    /// <summary>Beside the variables that the container has. Null for none.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }
}
