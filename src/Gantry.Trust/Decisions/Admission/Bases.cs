using Gantry.Resources.Images;

namespace Gantry.Trust.Decisions.Admission;

/// <summary>What an image stands on is seen from its layers and not from what it says of itself.</summary>
public static class Bases
{
    /// <summary>Names of those images whose layers are the lowest of this one's, this one included, sorted.</summary>
    public static IReadOnlyList<string> Of(ImageSpec image, IEnumerable<ImageSpec> known) =>
        [.. known.Where(k => k.Config.Layers.Count > 0 && k.Config.Layers.Count <= image.Config.Layers.Count && image.Config.Layers.Take(k.Config.Layers.Count).SequenceEqual(k.Config.Layers, StringComparer.Ordinal))
            .Select(k => k.Digest ?? k.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
