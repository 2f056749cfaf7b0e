using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Images;
using Gantry.Resources.Policies;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;

namespace Gantry.Server.Evidence;

/// <summary>Which images, and which files about them, somebody needs.</summary>
internal static class NeededImages
{
    /// <summary>Names of the resources of images that a release or a replica is made of. A release is kept as long as a rollback may go back to it (ADR 12).</summary>
    public static HashSet<string> Of(World world)
    {
        var needed = world.List(Kinds.Release).SelectMany(r => r.SpecAs<ReleaseSpec>().Services).Select(s => ResourceNames.Image(s.ImageId).Name).ToHashSet(StringComparer.Ordinal);
        needed.UnionWith(world.List(Kinds.Replica).Select(r => ResourceNames.Image(r.SpecAs<ReplicaSpec>().Container.ImageId).Name));
        return needed;
    }

    /// <summary>Digests of the files of evidence that stored resources name. Whoever lets another kind name some adds them here, or they are swept away.</summary>
    public static HashSet<string> Evidence(World world)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var image in world.List<ImageSpec, ImageStatus>(Kinds.Image)) Add(image.Spec, image.Status);
        // A decision is made again on what was known then.
        foreach (var image in world.List(Kinds.Admission).SelectMany(a => a.SpecAs<AdmissionSpec>().Images)) Add(image.Spec, image.Status);
        return needed;

        void Add(ImageSpec spec, ImageStatus? status)
        {
            if (spec.Bill is { } bill) needed.Add(bill.Digest);
            if (status?.Judgement is { } judgement) needed.Add(judgement.Digest);
        }
    }
}
