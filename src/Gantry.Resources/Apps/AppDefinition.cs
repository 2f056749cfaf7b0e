namespace Gantry.Resources.Apps;

/// <summary>
/// A compose project after parsing, interpolation and validation: everything that was written, in one form. It no longer
/// refers to any file but the build contexts, bind mounts and configs of its project.
/// </summary>
public sealed record AppDefinition
{
    /// <summary>A DNS label, at most 40 characters.</summary>
    public required string Name { get; init; }
    public required string Environment { get; init; }

    /// <summary>Absolute. Relative paths were resolved against it.</summary>
    public required string ProjectDirectory { get; init; }

    /// <summary>Sorted by name.</summary>
    public required IReadOnlyList<ServiceDefinition> Services { get; init; }

    /// <summary>Sorted by name; always holds <c>default</c> when a service uses it.</summary>
    public IReadOnlyList<NetworkDefinition> Networks { get; init; } = [];
    public IReadOnlyList<VolumeDefinition> Volumes { get; init; } = [];

    /// <summary>The team or person that answers for it (<c>x-gantry.owner</c>); null when the file does not say.</summary>
    public string? Owner { get; init; }

    /// <summary>How long the previous release stays warm after a switch (<c>x-gantry.keepWarm</c>).</summary>
    public TimeSpan KeepWarm { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>A network of the project.</summary>
public sealed record NetworkDefinition(string Name);

/// <summary>A named volume of the project.</summary>
public sealed record VolumeDefinition(string Name);
