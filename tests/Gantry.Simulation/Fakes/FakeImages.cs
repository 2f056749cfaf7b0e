using Gantry.Engine;
using Gantry.Resources;

namespace Gantry.Simulation.Fakes;

/// <summary>Images are added to the machine or to its registry; a build makes the one that <see cref="Builds"/> says.</summary>
internal sealed class FakeImages(FakeMachine machine, FakeCalls calls) : IImages
{
    public Func<BuildOrder, FakeImage> Builds { get; set; } = order => throw new FakeRefusal(order.Dockerfile, EngineCodes.BuildFailed);

    public Task<EngineImage?> InspectAsync(string name, CancellationToken cancel) => calls.AskAsync("image", name, () => Find(name));

    public Task<IReadOnlyList<string>> TagsAsync(string prefix, CancellationToken cancel) =>
        calls.AskAsync<IReadOnlyList<string>>("tags", prefix, () => [.. machine.Tags.Keys.Where(t => t.StartsWith(prefix, StringComparison.Ordinal))]);

    public Task<Outcome<EngineImage>> PullAsync(string name, Action<string> progress, CancellationToken cancel) => calls.CallAsync("pull", name, () =>
    {
        if (!machine.Registry.TryGetValue(ImageName.WithTag(name), out var image)) throw new FakeRefusal(name, EngineCodes.ImageMissing);
        machine.Add(image);
        return Task.FromResult(Find(name)!);
    });

    public Task<Problem?> TagAsync(string id, string name, CancellationToken cancel) => calls.DoAsync("tag", name, () =>
    {
        if (Find(id) is not { } image) throw new FakeRefusal(id, EngineCodes.ImageMissing);
        machine.Tags[ImageName.WithTag(name)] = image.Id;
    });

    public Task<Problem?> UntagAsync(string name, CancellationToken cancel) => calls.DoAsync("untag", name, () =>
    {
        if (!machine.Tags.Remove(ImageName.WithTag(name), out var id) || machine.Tags.ContainsValue(id)) return;
        if (!machine.Containers.Values.Any(c => c.Order.Spec.ImageId == id)) machine.Images.Remove(id);
    });

    public Task<Outcome<string>> BuildAsync(BuildOrder order, Action<string> output, CancellationToken cancel) => calls.CallAsync("build", order.Dockerfile, () =>
    {
        var image = Builds(order);
        machine.Add(image);
        foreach (var tag in order.Tags) machine.Tags[ImageName.WithTag(tag)] = image.Image.Id;
        return Task.FromResult(image.Image.Id);
    });

    private EngineImage? Find(string name)
    {
        var id = machine.Tags.GetValueOrDefault(ImageName.WithTag(name), name);
        return machine.Images.TryGetValue(id, out var image)
            ? image.Image with { Tags = [.. machine.Tags.Where(t => t.Value == id).Select(t => t.Key)] } : null;
    }
}
