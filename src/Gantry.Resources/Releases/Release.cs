using Gantry.Resources.Apps;

namespace Gantry.Resources.Releases;

/// <summary>An immutable, numbered state of an app with every image pinned. Spec written by the API; it has no status.</summary>
public sealed record ReleaseSpec
{
    public required string App { get; init; }
    public required string Environment { get; init; }
    public required int Number { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who asked: a user name of this machine for now.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Identifies the content: equal for equal releases, whatever their numbers.</summary>
    public required string Fingerprint { get; init; }
    public required AppDefinition Definition { get; init; }

    /// <summary>Sorted by service name.</summary>
    public required IReadOnlyList<ReleaseService> Services { get; init; }

    public ReleaseService? Service(string name) => Services.FirstOrDefault(s => s.Name == name);
}

/// <summary>A service as released.</summary>
public sealed record ReleaseService
{
    public required string Name { get; init; }

    /// <summary>The image's immutable id on the engine (<c>sha256:…</c>).</summary>
    public required string ImageId { get; init; }

    /// <summary>The name by which people know it, with a tag.</summary>
    public required string ImageName { get; init; }

    /// <summary>The digest in a registry (<c>name@sha256:…</c>) where there is one.</summary>
    public string? ImageDigest { get; init; }

    /// <summary>TCP ports of <c>expose</c>, <c>ports</c>, routes and the image, sorted.</summary>
    public required IReadOnlyList<int> Ports { get; init; }

    /// <summary>True when the image runs as root and <c>user</c> says nothing else.</summary>
    public bool RunsAsRoot { get; init; }

    /// <summary>Anonymous volumes that the image declares (<c>VOLUME</c>).</summary>
    public IReadOnlyList<string> ImageVolumes { get; init; } = [];

    /// <summary>The probe in force, every port filled in.</summary>
    public required ProbeDefinition Probe { get; init; }

    /// <summary>Equal exactly when a running container need not be replaced. Leaves out the number of replicas and the routes.</summary>
    public required string Fingerprint { get; init; }
}
