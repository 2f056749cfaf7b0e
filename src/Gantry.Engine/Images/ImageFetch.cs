using Gantry.Engine.Bases;
using Gantry.Resources;

namespace Gantry.Engine.Images;

/// <summary>Sees to it that the engine has an image of a name: from here, from a registry, or made on this machine.</summary>
internal sealed class ImageFetch(IContainerEngine engine, IBaseImages bases)
{
    // For all services of all apps: five that start from the same image fetch it once.
    private readonly SharedTasks<Outcome<EngineImage>> _shared = new();

    public async Task<Outcome<EngineImage>> RunAsync(string name, bool refresh, Stages stages, CancellationToken cancel)
    {
        if (bases.Knows(name)) return await _shared.RunAsync(name, () => BaseAsync(name, stages, cancel), cancel);
        var there = await engine.Images.InspectAsync(name, cancel);
        if (there is not null && (!refresh || ImageName.IsId(name))) return there;
        var output = stages.Begin("pull");
        var pulled = await _shared.RunAsync(name, () => engine.Images.PullAsync(name, output, cancel), cancel);
        // An image that only this machine has cannot be refreshed, which is no reason to refuse it.
        if (pulled.Problem is not { } problem || there is null) return pulled;
        output($"kept as it is: {problem.Message}");
        return there;
    }

    private async Task<Outcome<EngineImage>> BaseAsync(string name, Stages stages, CancellationToken cancel)
    {
        Action<string>? output = null;
        // It is seldom made, and nothing is said when it is not.
        var problem = await bases.EnsureAsync(name, engine, line => (output ??= stages.Begin("base"))(line), cancel);
        if (problem is not null) return problem;
        return await engine.Images.InspectAsync(name, cancel) is { } image ? image
            : new Problem(name, EngineCodes.ImageMissing, $"{name} was made and is gone again.", "Run the command again.");
    }
}
