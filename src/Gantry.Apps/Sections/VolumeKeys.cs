using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Sections.Containers;
using Gantry.Apps.Sections.Mounts;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections;

/// <summary>A named volume of the project while it is read.</summary>
internal sealed class VolumeDraft
{
    public Value? Name { get; set; }
    public bool External { get; set; }

    /// <summary>The name that the older form has inside of <c>external</c>.</summary>
    public Value? ExternalName { get; set; }
    public SortedDictionary<string, string> Options { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, string> Labels { get; } = new(StringComparer.Ordinal);

    /// <summary>Why it is not to be mounted without an exception, with the path that is named.</summary>
    public (string Path, string Because)? Danger { get; set; }
}

/// <summary>Named volumes of the project.</summary>
internal static class VolumeKeys
{
    public static readonly Section<VolumeDraft> Section = new Section<VolumeDraft>("a volume", "volumes.<name>")
        .TakesInPart("driver", "Only local, which is the default.", "Remove any other driver.", ReadDriver)
        .TakesInPart("driver_opts", "type, o and device, as for mount(8): NFS, CIFS, tmpfs, or a directory of this machine.", "System paths and devices of the machine are refused unless x-gantry.allow of each service that mounts it names them, such as volumes=/dev/sdb1.", ReadOptions)
        .Takes("external", "True: a volume that exists on the engine, by its own name. It is not made and never removed.", ReadExternal)
        .Takes("labels", "Labels of the volume, when it is made.", ReadLabels)
        .TakesInPart("name", "The name of an external volume.", "Refused for others: they are named per app and environment, so that two environments never share data.", (d, v) => d.Name = v);

    public static void ReadAll(Value value, ProjectDraft project)
    {
        foreach (var (name, volume) in value.Entries())
        {
            var draft = project.Volumes[name] = new VolumeDraft();
            if (!Names.IsPlain(name)) volume.RefuseKey("compose.bad-name", $"A volume cannot be called '{Quote.Short(name)}'.", "Use letters, digits, '-', '_' and '.'.");
            if (volume.IsNull) continue;
            Section.Read(volume, draft);
            if (draft is { External: false, Name: { } named })
                named.RefuseKey("compose.refused-value", "'name' is refused, because volumes are named per app and environment, so that two environments never share data.", "Remove it; to take up a volume that exists, write 'external: true' beside it.");
            if (draft is { External: true } && (draft.Options.Count > 0 || draft.Labels.Count > 0))
                volume.RefuseKey("compose.contradiction", "An external volume is as it is.", "Remove everything but 'external' and 'name'.");
        }
    }

    /// <summary>What mounts need to know of the volumes that they name. Once all services are known.</summary>
    public static void Complete(ProjectDraft project)
    {
        foreach (var service in project.Services.Values)
        {
            service.Is = service.Is with { Mounts = [.. service.Is.Mounts.Select(m => Complete(project, service, m))] };
        }
    }

    private static MountDefinition Complete(ProjectDraft project, ServiceDraft service, MountDefinition mount)
    {
        if (mount.Kind != MountKind.Volume || !project.Volumes.TryGetValue(mount.Source, out var volume)) return mount;
        if (volume.Danger is { } danger) service.Unsafe.Add(new UnsafeUse($"volumes={danger.Path}", service.MountPlace(mount), $"'volumes: {Quote.Short(danger.Path)}' is refused, because {danger.Because}.", "Copy the files that are needed into the project, or use a plain volume for data."));
        if (volume.External) return mount with { External = (volume.ExternalName ?? volume.Name)?.Text() ?? mount.Source };
        return volume.Options.Count == 0 && volume.Labels.Count == 0 ? mount
            : mount with { DriverOpts = volume.Options.Count > 0 ? volume.Options : null, VolumeLabels = volume.Labels.Count > 0 ? volume.Labels : null };
    }

    private static void ReadDriver(VolumeDraft volume, Value value)
    {
        if (value.Text() is not { } driver || driver is "local" or "default") return;
        value.Refuse("compose.refused-value", $"The volume driver {value.Shown} is refused, because Gantry makes local volumes.", "Remove it, or write 'local' with driver_opts for network storage.");
    }

    private static void ReadExternal(VolumeDraft volume, Value value)
    {
        if (value.IsMap)
        {
            volume.External = true;
            volume.ExternalName = value.Entries().Where(e => e.Key == "name").Select(e => (Value?)e.Value).FirstOrDefault();
        }
        else volume.External = value.Truth() ?? false;
    }

    private static void ReadLabels(VolumeDraft volume, Value value)
    {
        foreach (var (name, text, at) in value.Pairs())
        {
            if (name.StartsWith("gantry.", StringComparison.Ordinal)) at.Refuse("compose.refused-value", $"The label '{Quote.Short(name)}' is one of Gantry's own.", "Choose a name that does not begin with 'gantry.'.");
            else volume.Labels[name] = text ?? "";
        }
    }

    private static void ReadOptions(VolumeDraft volume, Value value)
    {
        foreach (var (name, entry) in value.Entries())
        {
            if (name is not ("type" or "o" or "device"))
                entry.RefuseKey("compose.refused-value", $"'{Quote.Short(name)}' is not an option of local volumes.", "They have 'type', 'o' and 'device'.");
            else if (entry.Text() is { } text) volume.Options[name] = text;
        }

        if (volume.Options.GetValueOrDefault("device") is not ['/', ..] device) return;
        var files = value.Context.Files;
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(device));
        if (Walls.Danger(path, SystemPaths.Resolve(path), files.Directory, readOnly: false) is { } danger) volume.Danger = (path, danger);
    }
}
