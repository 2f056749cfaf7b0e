using System.Text.Json;
using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Containers;

/// <summary><c>security_opt</c>: no-new-privileges is always on; everything else changes a wall and needs an exception.</summary>
internal static class SecurityOptions
{
    private static readonly string[] Known = ["apparmor", "label", "no-new-privileges", "seccomp", "systempaths"];

    public static Section<ServiceDraft> AndSecurityOptions(this Section<ServiceDraft> section) => section
        .TakesInPart("security_opt", "no-new-privileges:true, which every container gets anyway.",
            "seccomp, apparmor, label, systempaths and no-new-privileges:false are refused unless x-gantry.allow names them, such as security_opt=seccomp=unconfined.", Read);

    private static void Read(ServiceDraft service, Value value)
    {
        foreach (var item in value.Items())
        {
            if (item.Word() is { } text) Option(service, item, text);
        }
    }

    private static void Option(ServiceDraft service, Value item, string text)
    {
        // Both separators are in use; a path may hold the other one.
        var at = text.IndexOfAny(['=', ':']);
        var (name, of) = at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
        if (!Known.Contains(name) || (of.Length == 0 && name != "no-new-privileges"))
        {
            item.Refuse("compose.unknown-value", $"{item.Shown} is not a security option.", Nearest.Of(name, Known) is { } near && near != name ? $"Did you mean '{near}'?" : $"Write one of {string.Join(", ", Known)} with its value, such as no-new-privileges:true.");
            return;
        }

        if (name == "no-new-privileges" && of is "" or "true") return;
        service.AsksUnsafe(item, $"security_opt={name}={of}", Because(name, of), "Remove it; no-new-privileges and the engine's seccomp profile are always on.");
        if (name == "no-new-privileges") service.Isolation(i => i with { NewPrivileges = true });
        else if (name == "seccomp" && of != "unconfined") Profile(service, item, of);
        else Add(service, $"{name}={of}");
    }

    /// <summary>The engine takes the profile itself, not its path.</summary>
    private static void Profile(ServiceDraft service, Value item, string file)
    {
        var files = item.Context.Files;
        var path = files.Absolute(file);
        if (!File.Exists(path))
        {
            item.Refuse("compose.missing-file", $"The seccomp profile '{Quote.Short(files.Shown(path))}' does not exist.", "Create it, or mend the path; it is relative to the project directory.");
            return;
        }

        if (files.Read(path, item.Place) is not { } text) return;
        try
        {
            using var profile = JsonDocument.Parse(text);
            Add(service, "seccomp=" + JsonSerializer.Serialize(profile.RootElement, SeccompJson.Default.JsonElement));
        }
        catch (JsonException)
        {
            item.Refuse("compose.unreadable-file", $"The seccomp profile '{Quote.Short(files.Shown(path))}' is not JSON.", "Write a profile as the engine documents it.");
        }
    }

    private static void Add(ServiceDraft service, string option) =>
        service.Isolation(i => i with { SecurityOpt = [.. (i.SecurityOpt ?? []).Append(option).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] });

    private static string Because(string name, string value) => (name, value) switch
    {
        ("no-new-privileges", _) => "programs in the container could gain rights that it was not started with",
        ("seccomp", "unconfined") => "every call of the machine's kernel could be made",
        ("seccomp", _) => "a profile of one's own may allow what the engine's does not",
        ("apparmor" or "label", _) => "the machine's access rules would be others, or none",
        _ => "the container could see and change what the kernel shows of the machine",
    };
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonElement))]
internal sealed partial class SeccompJson : System.Text.Json.Serialization.JsonSerializerContext;
