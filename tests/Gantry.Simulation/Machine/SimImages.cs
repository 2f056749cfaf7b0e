using Gantry.Engine;
using Gantry.Resources;

namespace Gantry.Simulation.Machine;

/// <summary>Images by their tags. They are there from the start; only what they are called changes.</summary>
internal sealed class SimImages(EngineLink link) : IImages
{
    private SortedDictionary<string, string> Tags => link.Engine.Tags;

    public Task<EngineImage?> InspectAsync(string name, CancellationToken cancel) => link.CallAsync($"image {name}",
        () => Id(name) is { } id ? new EngineImage { Id = id, Tags = [.. Tags.Where(t => t.Value == id).Select(t => t.Key)] } : null);

    public Task<IReadOnlyList<string>> TagsAsync(string prefix, CancellationToken cancel) => link.CallAsync($"tags {prefix}",
        () => (IReadOnlyList<string>)[.. Tags.Keys.Where(t => t.StartsWith(prefix, StringComparison.Ordinal))]);

    public Task<Problem?> TagAsync(string id, string name, CancellationToken cancel) => link.CallAsync<Problem?>($"tag {name}", () =>
    {
        if (Id(id) is not { } image) return new Problem(name, EngineCodes.ImageMissing, $"{id} is missing.", "Nothing: this is a simulation.");
        Tags[name] = image;
        return (Problem?)null;
    });

    public Task<Problem?> UntagAsync(string name, CancellationToken cancel) => link.CallAsync<Problem?>($"untag {name}", () =>
    {
        Tags.Remove(name);
        return (Problem?)null;
    });

    public Task<Outcome<EngineImage>> PullAsync(string name, Action<string> progress, CancellationToken cancel) => throw Never();

    public Task<Outcome<string>> BuildAsync(BuildOrder order, Action<string> output, CancellationToken cancel) => throw Never();

    private string? Id(string name) => link.Engine.Programs.ContainsKey(name) ? name : Tags.GetValueOrDefault(name);

    private static NotSupportedException Never() => new("Images are made before the simulation begins.");
}
