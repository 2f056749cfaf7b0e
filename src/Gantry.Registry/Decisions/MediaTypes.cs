namespace Gantry.Registry.Decisions;

/// <summary>The kinds of manifest that are taken.</summary>
public static class MediaTypes
{
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";

    public static bool IsManifest(string type) => type is OciManifest or DockerManifest;

    public static bool IsIndex(string type) => type is OciIndex or DockerList;

    /// <summary>A layer that registries need not hold: it is at an address of its own, for legal reasons.</summary>
    public static bool IsForeign(string type) => type.StartsWith("application/vnd.docker.image.rootfs.foreign.", StringComparison.Ordinal)
        || type.StartsWith("application/vnd.oci.image.layer.nondistributable.", StringComparison.Ordinal);
}
