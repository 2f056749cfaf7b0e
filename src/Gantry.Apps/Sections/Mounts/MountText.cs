using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Mounts;

/// <summary>The short form of mounts, <c>[source:]target[:mode]</c>, and the rules that both forms share.</summary>
internal static class MountText
{
    public static MountDefinition? Read(Value item)
    {
        if (item.Word() is not { } text) return null;
        var parts = text.Split(':');
        if (parts.Length > 3)
        {
            item.Refuse("compose.bad-volume", $"The volume {item.Shown} has more than three parts.", "Write source:target or source:target:ro.");
            return null;
        }

        if (parts.Length == 1) return Target(item, text) is { } alone ? new MountDefinition(MountKind.Volume, "", alone) : null;
        var readOnly = parts.Length == 3 && Mode(item, parts[2]);
        var source = parts[0];
        if (Target(item, parts[1]) is not { } target) return null;
        if (source is ['.' or '/' or '~', ..])
            return Bind(item, source, readOnly) is { } path ? new MountDefinition(MountKind.Bind, path, target, readOnly) : null;
        return VolumeName(item, source) ? new MountDefinition(MountKind.Volume, source, target, readOnly) : null;
    }

    /// <summary>True for read-only.</summary>
    private static bool Mode(Value item, string mode)
    {
        var readOnly = false;
        foreach (var option in mode.Split(','))
        {
            switch (option)
            {
                case "ro": readOnly = true; break;
                case "rw": break;
                case "z" or "Z" or "cached" or "delegated" or "consistent":
                    item.Say(Severity.Note, "compose.no-effect", $"The option '{option}' of a volume has no effect here.", "Remove it, or leave it for other tools.");
                    break;
                default:
                    item.Refuse("compose.refused-value", $"The option '{Quote.Short(option)}' of a volume is refused, because Gantry does not honour it yet.", "Write 'ro' for read-only, or nothing.");
                    break;
            }
        }

        return readOnly;
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
        at.Refuse("compose.bad-name", $"{at.Shown} does not begin with the name of a volume.", "Use letters, digits, '-', '_' and '.' for a named volume, and begin a path with './' or '/'.");
        return false;
    }

    /// <summary>The absolute source of a bind mount; null after reporting.</summary>
    public static string? Bind(Value at, string source, bool readOnly)
    {
        var files = at.Context.Files;
        var path = files.Absolute(source);
        if (SystemPaths.Danger(path, SystemPaths.Resolve(path), files.Directory, readOnly) is { } danger)
        {
            at.Refuse("compose.unsafe", $"The bind mount of '{Quote.Short(files.Shown(path))}' is refused, because {danger}.", "Copy the files that are needed into the project, or use a named volume for data.");
            return null;
        }

        if (ProjectFiles.Exists(path)) return path;
        at.Refuse("compose.missing-file", $"The bind mount's source '{Quote.Short(files.Shown(path))}' does not exist.", "Create it, mend the path (it is relative to the project directory), or use a named volume for data.");
        return null;
    }
}
