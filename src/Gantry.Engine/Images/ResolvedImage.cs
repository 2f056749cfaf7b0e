using Gantry.Resources.Apps;

namespace Gantry.Engine.Images;

/// <summary>An image by its immutable id, and what a release needs to know of it.</summary>
public sealed record ResolvedImage
{
    /// <summary><c>sha256:…</c></summary>
    public required string Id { get; init; }

    /// <summary>The name by which people know it, with a tag.</summary>
    public required string Name { get; init; }

    /// <summary><c>name@sha256:…</c> where it came from a registry.</summary>
    public string? Digest { get; init; }

    /// <summary>Exposed TCP ports, sorted.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>As the image says; empty for root.</summary>
    public string User { get; init; } = "";
    public IReadOnlyList<string> Volumes { get; init; } = [];
    public HealthcheckDefinition? Healthcheck { get; init; }
    public IReadOnlyList<string> Entrypoint { get; init; } = [];
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>True when it was built just now.</summary>
    public bool Built { get; init; }

    /// <summary>Whether its service says how it is built; false of one that came from a registry or lay on the engine.</summary>
    public bool FromBuild { get; init; }
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary><c>os/arch</c>; null when it is not known.</summary>
    public string? Platform { get; init; }

    /// <summary>As it says itself; null where it does not.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Digests of its unpacked layers, the lowest first.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    internal static ResolvedImage From(EngineImage image, string name, bool built) => new()
    {
        Id = image.Id,
        Name = ImageName.WithTag(name),
        Digest = image.Digests.FirstOrDefault(d => d.StartsWith(ImageName.Split(name).Repository + "@", StringComparison.Ordinal))
            ?? image.Digests.FirstOrDefault(d => ImageName.Split(name).Repository is var repository && d.Contains($"/{repository}@", StringComparison.Ordinal)),
        Ports = image.Ports,
        User = image.User,
        Volumes = image.Volumes,
        Healthcheck = image.Healthcheck,
        Entrypoint = image.Entrypoint,
        Command = image.Command,
        Built = built,
        Labels = image.Labels,
        Platform = image.Platform,
        Created = image.Created,
        Layers = image.Layers,
    };
}
