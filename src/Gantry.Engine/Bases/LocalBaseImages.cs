using Gantry.Resources;

namespace Gantry.Engine.Bases;

/// <summary>
/// Makes the .NET base images from this machine's .NET. Ensuring one that is there and still right costs a look at the names,
/// sizes and times of its files, so it is done before every build: an update of this machine's .NET arrives with the next release.
/// </summary>
public sealed class LocalBaseImages : IBaseImages
{
    public const string NoDotnet = "base.no-dotnet";

    /// <summary>The services of an app are built one after the other, mostly on the same base: one look is enough for all of them.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, (long At, BaseImage? Image)> _looked = new(StringComparer.Ordinal);

    public bool Knows(string name) => name is DotnetImages.AspnetName or DotnetImages.SdkName;

    public async Task<Problem?> EnsureAsync(string name, IContainerEngine engine, Action<string> progress, CancellationToken cancel)
    {
        if (!Knows(name)) throw new ArgumentException($"{name} is not made here.", nameof(name));
        if (Look(name) is not { } image)
            return new Problem(name, NoDotnet, $"{name} is made from this machine's .NET 10, and there is none{(name == DotnetImages.SdkName ? " with an SDK" : "")}.",
                "Install the .NET 10 SDK, or name another base image in the build arguments.");

        var there = await engine.Images.InspectAsync(name, cancel);
        if (there?.Labels.GetValueOrDefault(BaseImage.FingerprintLabel) == image.Fingerprint) return null;
        progress($"making {name} from .NET {image.Version} of this machine");
        var made = await engine.Images.ImportAsync(new ImportOrder(name, image.WriteTarAsync, image.Changes), cancel);
        if (made.Problem is { } problem) return problem;
        // The one before has lost its name; it goes unless something was built on it.
        if (there is not null && there.Id != made.Value) await engine.Images.UntagAsync(there.Id, cancel);
        return null;
    }

    private BaseImage? Look(string name)
    {
        lock (_looked)
        {
            if (_looked.TryGetValue(name, out var last) && TimeProvider.System.GetElapsedTime(last.At) < Fresh) return last.Image;
            var image = Make(name);
            _looked[name] = (TimeProvider.System.GetTimestamp(), image);
            return image;
        }
    }

    private static BaseImage? Make(string name)
    {
        if (DotnetInstallation.Find() is not { } dotnet) return null;
        if (name == DotnetImages.AspnetName) return DotnetImages.Aspnet(dotnet);
        return dotnet.Newest("", "sdk") is null ? null : DotnetImages.Sdk(dotnet);
    }
}
