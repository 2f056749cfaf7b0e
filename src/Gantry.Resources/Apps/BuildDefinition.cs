namespace Gantry.Resources.Apps;

/// <summary>What compose's <c>build</c> says. Paths are absolute. Null anywhere: as the engine does it.</summary>
public sealed record BuildDefinition
{
    public required string Context { get; init; }

    /// <summary>Relative to the context.</summary>
    public string Dockerfile { get; init; } = "Dockerfile";

    /// <summary>The Dockerfile itself, instead of one in the context.</summary>
    public string? DockerfileInline { get; init; }
    public IReadOnlyDictionary<string, string> Args { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
    public string? Target { get; init; }
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Further names of the result.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Images whose layers may be used again.</summary>
    public IReadOnlyList<string>? CacheFrom { get; init; }

    /// <summary>When something has changed, every step is built again.</summary>
    public bool? NoCache { get; init; }

    /// <summary>Base images are fetched anew whenever a release is made.</summary>
    public bool? Pull { get; init; }

    /// <summary><c>os/arch</c>; null for the engine's own.</summary>
    public string? Platform { get; init; }
    public BuildSurroundings? Surroundings { get; init; }
}

/// <summary>What the containers of a build's steps have.</summary>
public sealed record BuildSurroundings
{
    /// <summary><c>none</c> or <c>host</c>.</summary>
    public string? Network { get; init; }

    /// <summary>Each <c>name=address</c>.</summary>
    public IReadOnlyList<string>? ExtraHosts { get; init; }
    public long? ShmSize { get; init; }
    public IReadOnlyDictionary<string, Ulimit>? Ulimits { get; init; }
}
