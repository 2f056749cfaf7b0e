namespace Gantry.Resources.Apps;

public enum MountKind { Volume, Bind, Tmpfs }

/// <summary>A mount. For <see cref="MountKind.Volume"/> the source is a name in <see cref="AppDefinition.Volumes"/> or empty for an anonymous volume.</summary>
public sealed record MountDefinition(MountKind Kind, string Source, string Target, bool ReadOnly = false)
{
    /// <summary>For tmpfs, in bytes; null for the engine's default.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>For tmpfs: permissions, as the number that octal digits stand for.</summary>
    public int? Mode { get; init; }

    /// <summary>For tmpfs: further options of the mount, such as <c>uid=1000</c>.</summary>
    public IReadOnlyList<string>? Options { get; init; }

    /// <summary>For bind: <c>rprivate</c> and the like.</summary>
    public string? Propagation { get; init; }

    /// <summary>For bind: true when mounts below the source do not come along.</summary>
    public bool? NonRecursive { get; init; }

    /// <summary>For bind: <c>z</c> or <c>Z</c>.</summary>
    public string? Selinux { get; init; }

    /// <summary>For volume: the name on the engine of one that exists and is not the app's.</summary>
    public string? External { get; init; }

    /// <summary>For volume: how the engine's local driver mounts it.</summary>
    public IReadOnlyDictionary<string, string>? DriverOpts { get; init; }

    /// <summary>For volume: labels that it gets when it is made.</summary>
    public IReadOnlyDictionary<string, string>? VolumeLabels { get; init; }

    /// <summary>For volume: true when what the image has there is not copied to a new volume.</summary>
    public bool? NoCopy { get; init; }

    /// <summary>For volume: a directory in it, relative.</summary>
    public string? Subpath { get; init; }
}
