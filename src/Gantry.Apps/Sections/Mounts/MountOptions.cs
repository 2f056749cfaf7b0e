using System.Globalization;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Mounts;

/// <summary>The finer points of mounts, in both forms.</summary>
internal static class MountOptions
{
    public static void ReadPropagation(MountKeys.MountDraft draft, Value value)
    {
        switch (value.Text())
        {
            case null: break;
            case "private" or "rprivate" or "slave" or "rslave":
                draft.Is = draft.Is with { Propagation = value.Text() };
                break;
            case "shared" or "rshared":
                value.Refuse("compose.refused-value", $"The propagation {value.Shown} is refused, because what a container mounts would appear on the machine.", "Write rslave when it must see later mounts of the machine, or remove it.");
                break;
            default:
                value.Refuse("compose.unknown-value", $"{value.Shown} is not a propagation.", "Write private, rprivate, slave or rslave, or remove it.");
                break;
        }
    }

    public static void ReadRecursive(MountKeys.MountDraft draft, Value value)
    {
        switch (value.Text())
        {
            case null or "enabled": break;
            case "disabled":
                draft.Is = draft.Is with { NonRecursive = true };
                break;
            case "writable" or "readonly":
                value.Refuse("compose.refused-value", $"The value {value.Shown} is refused, because engines before Docker 25 do something else.", "Write enabled or disabled, or remove it.");
                break;
            default:
                value.Refuse("compose.unknown-value", $"'recursive' cannot be {value.Shown}.", "Write enabled or disabled, or remove it.");
                break;
        }
    }

    public static void ReadSelinux(MountKeys.MountDraft draft, Value value)
    {
        if (value.Text() is not { } label) return;
        if (label is "z" or "Z") draft.Is = draft.Is with { Selinux = label };
        else value.Refuse("compose.unknown-value", $"'selinux' cannot be {value.Shown}.", "Write z (shared between containers) or Z (private).");
    }

    public static void ReadSubpath(MountKeys.MountDraft draft, Value value)
    {
        if (value.Word() is not { } path) return;
        if (!path.StartsWith('/') && !path.Split('/').Contains("..")) draft.Is = draft.Is with { Subpath = path };
        else value.Refuse("compose.bad-value", $"The subpath {value.Shown} leaves the volume.", "Write a path that is relative to the volume, without '..'.");
    }

    /// <summary>Octal digits, also where YAML has read them as a number of base eight.</summary>
    public static int? Mode(Value value)
    {
        if (value.Text() is not { } text) return null;
        if (Octal(text) is { } mode) return mode;
        value.Refuse("compose.bad-value", $"{value.Label} must be octal digits, and {value.Shown} stands here.", "Write such as \"0440\" or 1777.");
        return null;
    }

    /// <summary>A mount of the kind has no use for the other kinds' options, so that they are a mistake.</summary>
    public static void CheckKind(Value item, MountDefinition written, MountKind kind)
    {
        var strange = kind switch
        {
            MountKind.Bind => written is { NoCopy: not null } or { Subpath: not null } ? "volume" : written is { SizeBytes: not null } or { Mode: not null } ? "tmpfs" : null,
            MountKind.Volume => written is { Propagation: not null } or { NonRecursive: not null } or { Selinux: not null } ? "bind" : written is { SizeBytes: not null } or { Mode: not null } ? "tmpfs" : null,
            _ => written is { Propagation: not null } or { NonRecursive: not null } or { Selinux: not null } ? "bind" : written is { NoCopy: not null } or { Subpath: not null } ? "volume" : null,
        };
        if (strange is not null)
            item.Refuse("compose.contradiction", $"Options of '{strange}' stand in a mount of the type '{kind.ToString().ToLowerInvariant()}'.", "Remove them, or mend the type.");
    }

    /// <summary>The form with options: <c>/run:size=64m,mode=1777,uid=1000</c>.</summary>
    public static MountDefinition Tmpfs(Value item, string target, string options)
    {
        var mount = new MountDefinition(MountKind.Tmpfs, "", target);
        var more = new List<string>();
        foreach (var option in options.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, text) = option.Split('=', 2) is [var n, var t] ? (n, t) : (option, "");
            switch (name)
            {
                case "rw" or "noexec" or "nosuid" or "nodev": break;
                case "ro": mount = mount with { ReadOnly = true }; break;
                case "exec": more.Add(option); break;
                case "size" when ByteSizes.Parse(text) is > 0 and { } bytes: mount = mount with { SizeBytes = bytes }; break;
                case "mode" when Octal(text) is { } mode: mount = mount with { Mode = mode }; break;
                case "uid" or "gid" or "nr_inodes" when text.Length is > 0 and < 10 && text.All(char.IsAsciiDigit): more.Add(option); break;
                default:
                    item.Refuse("compose.refused-value", $"The tmpfs option '{Quote.Short(option)}' is refused, because it is none that Gantry honours.", "Write size=64m, mode=1777, uid=1000, gid=1000, ro, exec, or the path alone.");
                    break;
            }
        }

        return more.Count > 0 ? mount with { Options = [.. more.Order(StringComparer.Ordinal)] } : mount;
    }

    public static int? Octal(string text)
    {
        if (text.StartsWith("0o", StringComparison.Ordinal)) text = text[2..];
        if (text.Length is 0 or > 5 || !text.All(c => c is >= '0' and <= '7')) return null;
        var mode = Convert.ToInt32(text, 8);
        return mode <= 0xFFF ? mode : null;
    }
}
