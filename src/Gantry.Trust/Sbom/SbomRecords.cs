namespace Gantry.Trust.Sbom;

/// <summary>What something is made of.</summary>
public sealed record SoftwareBill
{
    /// <summary>What was looked at: an image, a folder or a file.</summary>
    public required string Subject { get; init; }

    /// <summary>Of an image: the digest of its configuration or manifest.</summary>
    public string? Digest { get; init; }

    /// <summary>Null where there is none, as in an image from scratch.</summary>
    public Distribution? Distribution { get; init; }

    public IReadOnlyList<Component> Components { get; init; } = [];

    /// <summary>What could not be read, in sentences; nothing is passed over in silence.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>From os-release: <c>debian</c>, <c>12</c>.</summary>
public sealed record Distribution(string Id, string Version, string Name);

/// <summary>A package that is there.</summary>
public sealed record Component
{
    /// <summary>Of the package URL: <c>deb</c>, <c>npm</c>, <c>golang</c>.</summary>
    public required string Type { get; init; }

    /// <summary>As its ecosystem writes it, with group or scope: <c>@babel/core</c>, <c>org.slf4j:slf4j-api</c>.</summary>
    public required string Name { get; init; }

    public required string Version { get; init; }
    public string? Architecture { get; init; }

    /// <summary>The source package that it is built from, where that has another name or version.</summary>
    public string? SourceName { get; init; }

    public string? SourceVersion { get; init; }

    /// <summary>The digest of the layer that brought it.</summary>
    public string? Layer { get; init; }

    /// <summary>Where it was found.</summary>
    public string? Path { get; init; }
}
