using Gantry.Resources;

namespace Gantry.Engine.Bases;

/// <summary>Base images that are made on this machine instead of being fetched: names under <c>gantry.local/</c>.</summary>
public interface IBaseImages
{
    /// <summary>True when it makes images of this name.</summary>
    bool Knows(string name);

    /// <summary>Makes the image and tags it with the name. Called when the engine lacks it, or a refresh was asked for.</summary>
    /// <param name="progress">A line for each stage.</param>
    /// <returns>Null when the image is there.</returns>
    Task<Problem?> EnsureAsync(string name, IContainerEngine engine, Action<string> progress, CancellationToken cancel);
}

/// <summary>Makes none.</summary>
public sealed class NoBaseImages : IBaseImages
{
    public static NoBaseImages Instance { get; } = new();

    public bool Knows(string name) => false;

    public Task<Problem?> EnsureAsync(string name, IContainerEngine engine, Action<string> progress, CancellationToken cancel) =>
        throw new NotSupportedException(name);
}
