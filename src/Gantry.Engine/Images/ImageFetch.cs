using Gantry.Engine.Bases;
using Gantry.Resources;
using Gantry.Resources.Registries;

namespace Gantry.Engine.Images;

/// <summary>Sees to it that the engine has an image of a name: from here, from a registry, or made on this machine.</summary>
internal sealed class ImageFetch(IContainerEngine engine, IBaseImages bases)
{
    // For all services of all apps: five that start from the same image fetch it once.
    private readonly SharedTasks<Outcome<EngineImage>> _shared = new();

    /// <param name="logins">Who to be at registries.</param>
    /// <param name="platform"><c>os/arch</c> that it must have; null for any.</param>
    /// <param name="never">Only what is there will do.</param>
    public async Task<Outcome<EngineImage>> RunAsync(
        string name, bool refresh, Stages stages, IRegistryLogins logins, CancellationToken cancel, string? platform = null, bool never = false)
    {
        if (bases.Knows(name)) return await _shared.RunAsync(name, () => BaseAsync(name, stages, cancel), cancel);
        var there = await engine.Images.InspectAsync(name, cancel);
        // One for another processor is as good as none.
        if (there is not null && !Fits(there, platform)) there = null;
        if (there is not null && (!refresh || never || ImageName.IsId(name))) return there;
        if (never) return new Problem(name, EngineCodes.ImageMissing, $"{name} is not on this machine{(platform is null ? "" : $" for {platform}")}, and 'pull_policy: never' keeps it from being fetched.", $"Fetch it by hand (docker pull {name}), or remove pull_policy.");
        var output = stages.Begin("pull");
        var login = logins.For(RegistryHosts.Of(name));
        // What one may have is not fetched for another who may not.
        var pulled = await _shared.RunAsync($"{name} {platform} {login?.GetHashCode()}", () => engine.Images.PullAsync(new PullOrder(name, platform, login), output, cancel), cancel);
        // An image that only this machine has cannot be refreshed, which is no reason to refuse it.
        if (pulled.Problem is not { } problem || there is null) return pulled;
        output($"kept as it is: {problem.Message}");
        return there;
    }

    private static bool Fits(EngineImage image, string? platform) =>
        platform is null || image.Platform is null || image.Platform == platform || image.Platform.StartsWith(platform + "/", StringComparison.Ordinal);

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
