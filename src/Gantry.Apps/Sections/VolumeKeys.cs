using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;

namespace Gantry.Apps.Sections;

/// <summary>Named volumes of the project.</summary>
internal static class VolumeKeys
{
    public static readonly Section<ProjectDraft> Section = new Section<ProjectDraft>("a volume", "volumes.<name>")
        .TakesInPart("driver", "Only local, which is the default.", "Remove any other driver.", ReadDriver)
        .Notes("labels", "volumes carry Gantry's labels only")
        .Refuses("driver_opts", "Gantry makes volumes with the engine's defaults", "Remove it; mount network storage on the machine, and bind-mount its directory.")
        .Refuses("external", "Gantry makes the volumes of an app itself, per environment", "Remove it, start once, and copy the data over.")
        .Refuses("name", "volumes are named per app and environment", "Remove it.");

    public static void ReadAll(Value value, ProjectDraft project)
    {
        foreach (var (name, volume) in value.Entries())
        {
            project.Volumes.Add(name);
            if (!Names.IsPlain(name)) volume.RefuseKey("compose.bad-name", $"A volume cannot be called '{Quote.Short(name)}'.", "Use letters, digits, '-', '_' and '.'.");
            if (!volume.IsNull) Section.Read(volume, project);
        }
    }

    private static void ReadDriver(ProjectDraft project, Value value)
    {
        if (value.Text() is not { } driver || driver is "local" or "default") return;
        value.Refuse("compose.refused-value", $"The volume driver {value.Shown} is refused, because Gantry makes local volumes.", "Remove it, or write 'local'.");
    }
}
