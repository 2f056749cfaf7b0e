using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Registries;

namespace Gantry.Engine;

/// <summary>Images. See <see cref="IContainerEngine"/> for failures.</summary>
public interface IImages
{
    /// <summary>By name or id; null when the engine has none.</summary>
    Task<EngineImage?> InspectAsync(string name, CancellationToken cancel);

    /// <summary>Every tag that begins so, ordered.</summary>
    Task<IReadOnlyList<string>> TagsAsync(string prefix, CancellationToken cancel);

    /// <summary>Fetches the newest image of that name from its registry.</summary>
    /// <param name="progress">A line for each stage, without passwords.</param>
    Task<Outcome<EngineImage>> PullAsync(string name, Action<string> progress, CancellationToken cancel);

    Task<Outcome<EngineImage>> PullAsync(PullOrder order, Action<string> progress, CancellationToken cancel) => PullAsync(order.Name, progress, cancel);

    /// <summary>Gives an image a further name; takes the name from another image that has it.</summary>
    Task<Problem?> TagAsync(string id, string name, CancellationToken cancel);

    /// <summary>Takes the name away, and the image with it when it has no other. A missing one is removed; one in use is kept.</summary>
    Task<Problem?> UntagAsync(string name, CancellationToken cancel);

    /// <summary>Images as one archive of their layers and configurations, the way <c>docker save</c> writes it: layers that they share are in it once.</summary>
    /// <param name="names">At least one.</param>
    Task<Outcome<Stream>> SaveAsync(IReadOnlyList<string> names, CancellationToken cancel) =>
        Task.FromResult<Outcome<Stream>>(new Problem(names[0], EngineCodes.Refused, "This engine cannot save images.", "Save it to a file where it was built and name the file."));

    /// <summary>Builds an image.</summary>
    /// <param name="output">Lines that the builder writes.</param>
    /// <returns>Its id.</returns>
    Task<Outcome<string>> BuildAsync(BuildOrder order, Action<string> output, CancellationToken cancel);

    /// <summary>Makes an image of one layer.</summary>
    /// <param name="order">Its files, name and configuration.</param>
    /// <returns>Its id.</returns>
    Task<Outcome<string>> ImportAsync(ImportOrder order, CancellationToken cancel) =>
        Task.FromResult<Outcome<string>>(new Problem(order.Name, EngineCodes.Refused, "This engine cannot import images.", "Use a base image from a registry."));
}

public sealed record EngineImage
{
    public required string Id { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary><c>name@sha256:…</c> for each registry that it came from.</summary>
    public IReadOnlyList<string> Digests { get; init; } = [];

    /// <summary><c>os/arch</c>, with the variant where there is one; null when it is not known.</summary>
    public string? Platform { get; init; }

    /// <summary>Exposed TCP ports, sorted.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>Empty for root.</summary>
    public string User { get; init; } = "";
    public IReadOnlyList<string> Volumes { get; init; } = [];
    public HealthcheckDefinition? Healthcheck { get; init; }
    public IReadOnlyList<string> Entrypoint { get; init; } = [];
    public IReadOnlyList<string> Command { get; init; } = [];
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>As it says itself; null where it does not.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Digests of its unpacked layers, the lowest first.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];
}

/// <summary>An image to be fetched.</summary>
/// <param name="Platform"><c>os/arch</c>; null for the engine's own.</param>
/// <param name="Login">Who to be at its registry; null: nobody.</param>
public sealed record PullOrder(string Name, string? Platform, RegistryLogin? Login);

/// <summary>An image to be built.</summary>
public sealed record BuildOrder
{
    /// <summary>Writes the context as a tar stream.</summary>
    public required Func<Stream, CancellationToken, Task> Context { get; init; }

    /// <summary>Its path inside the context.</summary>
    public required string Dockerfile { get; init; }

    /// <summary>Values may be secret: never printed.</summary>
    public IReadOnlyDictionary<string, string> Args { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
    public string? Target { get; init; }
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Build every step again.</summary>
    public bool WithoutCache { get; init; }

    /// <summary>Images whose layers may be used again.</summary>
    public IReadOnlyList<string> CacheFrom { get; init; } = [];

    /// <summary><c>os/arch</c>; null for the engine's own.</summary>
    public string? Platform { get; init; }
    public BuildSurroundings? Surroundings { get; init; }

    /// <summary>Who to be at registries that steps fetch from, by host.</summary>
    public IReadOnlyDictionary<string, RegistryLogin> Logins { get; init; } = new Dictionary<string, RegistryLogin>();
}

/// <summary>An image made of files alone.</summary>
/// <param name="Name">With a tag.</param>
/// <param name="Files">Writes its file system as a tar stream.</param>
/// <param name="Changes">Its configuration as Dockerfile instructions.</param>
public sealed record ImportOrder(string Name, Func<Stream, CancellationToken, Task> Files, IReadOnlyList<string> Changes);
