namespace Gantry.Registry;

/// <summary>What the platform runs, or would run again when a release is taken back. The composition root knows.</summary>
public interface IDeployedImages
{
    /// <summary>By digest, of a manifest or of an image's config: what needs it, in words (<c>production/shop release 7</c>).</summary>
    IReadOnlyDictionary<string, string> Needed();
}
