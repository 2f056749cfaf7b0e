using Gantry.Apps.Reading;
using Gantry.Apps.Sections.Containers;
using Gantry.Apps.Values;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Mounts;

/// <summary>The short form of mounts, <c>[source:]target[:mode]</c>, and the rules that both forms share.</summary>
internal static class MountText
{
    public static MountDefinition? Read(ServiceDraft service, Value item)
    {
        if (item.Word() is not { } text) return null;
        var parts = text.Split(':');
        if (text is [_, ':', '\\', ..] || (text is [_, ':', '/', ..] && parts is [_, _, ['/', ..], ..]))
        {
            item.Refuse("compose.bad-volume", $"The volume {item.Shown} begins with a path of Windows.", $"Write it relative to the compose file, with '/': ./folder:{(!item.Raw.Contains('$') && parts.LastOrDefault(p => p is ['/', ..]) is { } inside ? Quote.Short(inside) : "/path/in/container")}");
            return null;
        }

        if (parts.Length > 3)
        {
            item.Refuse("compose.bad-volume", $"The volume {item.Shown} has more than three parts.", "Write source:target or source:target:ro.");
            return null;
        }

        if (parts.Length == 1) return Target(item, text) is { } alone ? new MountDefinition(MountKind.Volume, "", alone) : null;
        var mount = new MountDefinition(MountKind.Volume, "", "");
        if (parts.Length == 3) mount = Mode(item, mount, parts[2]);
        var source = parts[0];
        if (Target(item, parts[1]) is not { } target) return null;
        mount = mount with { Source = source, Target = target };
        if (source is ['.' or '/' or '~', ..])
        {
            if (mount.NoCopy is not null) item.Refuse("compose.contradiction", "'nocopy' stands at a bind mount, which copies nothing.", "Remove it.");
            return Bind(service, item, source, mount.ReadOnly) is { } path ? mount with { Kind = MountKind.Bind, Source = path } : null;
        }

        if (mount.Propagation is not null) item.Refuse("compose.contradiction", "A propagation stands at a volume, which has none.", "Remove it.");
        return VolumeName(item, source) ? mount with { Selinux = null } : null;
    }

    private static MountDefinition Mode(Value item, MountDefinition mount, string mode)
    {
        foreach (var option in mode.Split(','))
        {
            switch (option)
            {
                case "ro": mount = mount with { ReadOnly = true }; break;
                case "rw": break;
                case "z" or "Z": mount = mount with { Selinux = option }; break;
                case "nocopy": mount = mount with { NoCopy = true }; break;
                case "private" or "rprivate" or "slave" or "rslave": mount = mount with { Propagation = option }; break;
                case "cached" or "delegated" or "consistent":
                    item.Say(Severity.Note, "compose.no-effect", $"The option '{option}' of a volume has no effect here.", "Remove it, or leave it for other tools.");
                    break;
                default:
                    item.Refuse("compose.refused-value", $"The option '{Quote.Short(option)}' of a volume is refused, because {(option is "shared" or "rshared" ? "what a container mounts would appear on the machine" : "it is none that Gantry honours")}.", "Write 'ro' for read-only, or nothing.");
                    break;
            }
        }

        return mount;
    }

    /// <summary>The path in the container in its shortest form; null after reporting.</summary>
    public static string? Target(Value at, string text)
    {
        if (text.StartsWith('/'))
        {
            var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(text));
            if (path != "/") return path;
        }

        at.Refuse("compose.bad-volume", $"The volume {at.Shown} has no absolute path in the container{(text.StartsWith('/') ? " other than '/'" : "")}.",
            "Write source:/path/in/container; begin the source with './' for a file of the project.");
        return null;
    }

    public static bool VolumeName(Value at, string name)
    {
        if (Names.IsPlain(name)) return true;
        at.Refuse("compose.bad-name", $"{at.Shown} does not begin with the name of a volume.", at.Raw.Contains('/') && name.Contains('/') ? $"Begin a path with './': ./{Quote.Short(name)}" : "Use letters, digits, '-', '_' and '.' for a named volume, and begin a path with './' or '/'.");
        return false;
    }

    /// <summary>The absolute source of a bind mount; null after reporting.</summary>
    public static string? Bind(ServiceDraft service, Value at, string source, bool readOnly)
    {
        var files = at.Context.Files;
        var path = files.Absolute(source);
        if (Walls.Danger(path, SystemPaths.Resolve(path), files.Directory, readOnly) is { } danger)
        {
            service.AsksUnsafe(at, $"volumes={path}", danger, "Copy the files that are needed into the project, or use a named volume for data.");
            // Whether this machine has it is another matter: the same file is judged the same everywhere.
            return path;
        }

        if (ProjectFiles.Exists(path)) return path;
        at.Refuse("compose.missing-file", $"The bind mount's source '{Quote.Short(files.Shown(path))}' does not exist.", "Create it, mend the path (it is relative to the project directory), or use a named volume for data.");
        return null;
    }
}
