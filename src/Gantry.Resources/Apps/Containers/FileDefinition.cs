namespace Gantry.Resources.Apps;

public enum FileKind { Config, Secret }

/// <summary>A config or secret as a service gets it: a file that cannot be written to. Its content is part of the release.</summary>
/// <param name="Name">In the compose file.</param>
/// <param name="Target">Absolute, in the container.</param>
/// <param name="Content">In base 64. May be secret: never printed.</param>
public sealed record FileDefinition(FileKind Kind, string Name, string Target, string Content)
{
    /// <summary>The user and group that own it, by number; null for those of the platform.</summary>
    public int? Uid { get; init; }
    public int? Gid { get; init; }

    /// <summary>Permissions, as the number that octal digits stand for; null for 0444.</summary>
    public int? Mode { get; init; }
}
