using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Engine;

/// <summary>Configs and secrets as files on the engine's machine, from where containers get them mounted. They stay as long as their container.</summary>
public interface IDeliveries
{
    /// <summary>Writes those that are not there as they should be. Doing it twice is doing it once.</summary>
    /// <param name="container">The name of the container that they are for.</param>
    /// <returns>The path of each on the machine, in the order of <paramref name="files"/>.</returns>
    Task<Outcome<IReadOnlyList<string>>> PlaceAsync(string container, IReadOnlyList<FileDefinition> files, CancellationToken cancel);

    /// <summary>Removes what the container got. Nothing there is nothing to do.</summary>
    Task RemoveAsync(string container, CancellationToken cancel);

    /// <summary>The names of containers that something was written for, ordered.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancel);
}

/// <summary>Of engines that deliver no files.</summary>
public sealed class NoDeliveries : IDeliveries
{
    public static NoDeliveries Instance { get; } = new();

    public Task<Outcome<IReadOnlyList<string>>> PlaceAsync(string container, IReadOnlyList<FileDefinition> files, CancellationToken cancel) =>
        Task.FromResult<Outcome<IReadOnlyList<string>>>(new Problem(container, EngineCodes.NotDelivered, "This engine delivers no configs and secrets.", "Remove them from the service."));

    public Task RemoveAsync(string container, CancellationToken cancel) => Task.CompletedTask;

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<string>>([]);
}
