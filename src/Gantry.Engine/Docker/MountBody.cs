using System.Collections.Immutable;
using System.Globalization;
using Gantry.Engine.Docker.Wire;
using Gantry.Resources.Apps;

namespace Gantry.Engine.Docker;

/// <summary>Mounts as the engine takes them: most in one form, and two in older ones that alone can say what is wanted.</summary>
internal static class MountBody
{
    public static IReadOnlyList<MountJson> Mounts(IEnumerable<MountDefinition> mounts) => [.. mounts.Where(m => !AsText(m)).Select(Mount)];

    /// <summary>Only here may the engine be told to label the source.</summary>
    public static IReadOnlyList<string>? Binds(IEnumerable<MountDefinition> mounts)
    {
        List<string> binds = [.. mounts.Where(m => m.Selinux is not null).Select(m =>
            $"{m.Source}:{m.Target}:{string.Join(',', new[] { m.ReadOnly ? "ro" : "rw", m.Selinux, m.Propagation }.OfType<string>())}")];
        return binds.Count > 0 ? binds : null;
    }

    /// <summary>Only here may a tmpfs have an owner.</summary>
    public static IReadOnlyDictionary<string, string>? Tmpfs(IEnumerable<MountDefinition> mounts)
    {
        var all = mounts.Where(m => m.Options is not null).ToImmutableSortedDictionary(m => m.Target, m => string.Join(',', Options(m)), StringComparer.Ordinal);
        return all.Count > 0 ? all : null;
    }

    private static bool AsText(MountDefinition mount) => mount.Options is not null || mount.Selinux is not null;

    private static IEnumerable<string> Options(MountDefinition mount)
    {
        if (mount.ReadOnly) yield return "ro";
        if (mount.SizeBytes is { } size) yield return string.Create(CultureInfo.InvariantCulture, $"size={size}");
        if (mount.Mode is { } mode) yield return $"mode={Convert.ToString(mode, 8)}";
        foreach (var option in mount.Options!) yield return option;
    }

    private static MountJson Mount(MountDefinition mount) => new()
    {
        Type = mount.Kind.ToString().ToLower(CultureInfo.InvariantCulture),
        Source = mount.Kind == MountKind.Tmpfs || mount.Source.Length == 0 ? null : mount.Source,
        Target = mount.Target,
        ReadOnly = mount.ReadOnly,
        TmpfsOptions = mount.Kind == MountKind.Tmpfs && (mount.SizeBytes is not null || mount.Mode is not null) ? new TmpfsOptionsJson(mount.SizeBytes, mount.Mode) : null,
        BindOptions = mount.Kind == MountKind.Bind && (mount.Propagation is not null || mount.NonRecursive is not null) ? new BindOptionsJson(mount.Propagation, mount.NonRecursive) : null,
        VolumeOptions = mount.Kind == MountKind.Volume && (mount.NoCopy is not null || mount.Subpath is not null) ? new VolumeOptionsJson(mount.NoCopy, mount.Subpath) : null,
    };
}
