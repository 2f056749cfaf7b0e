using System.Globalization;
using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Files;

/// <summary>Configs and secrets: those of the project, and those that a service gets.</summary>
internal static class FileKeys
{
    private const string Swarm = "it belongs to clusters, which keep such objects themselves";

    public static readonly Section<FileSource> Config = Shared(new Section<FileSource>("a config", "configs.<name>"))
        .Takes("content", "The content itself. Variables in it are filled in.", (s, v) => s.Content = v);

    public static readonly Section<FileSource> Secret = Shared(new Section<FileSource>("a secret", "secrets.<name>"))
        .Refuses("driver", Swarm, "Remove it, and name a 'file' or a variable of the 'environment'.")
        .Refuses("driver_opts", Swarm, "Remove it.");

    public static readonly Section<FileUse> UseOfConfig = Use("a config of a service", "services.<name>.configs[]", "/ and the source's name without it");
    public static readonly Section<FileUse> UseOfSecret = Use("a secret of a service", "services.<name>.secrets[]", "/run/secrets/ and the source's name without it; a relative one is below /run/secrets");

    public static Section<ServiceDraft> AndFiles(this Section<ServiceDraft> section) => section
        .Takes("configs", "Configs that it gets as files: names, or maps.", (d, v) => ReadUses(d, v, FileKind.Config))
        .Takes("secrets", "Secrets that it gets as files under /run/secrets: names, or maps. No other service gets them.", (d, v) => ReadUses(d, v, FileKind.Secret));

    public static void ReadAll(ProjectDraft project, Value value, FileKind kind)
    {
        foreach (var (name, entry) in value.Entries())
        {
            if (name.StartsWith("x-", StringComparison.Ordinal)) continue;
            var source = new FileSource { Kind = kind, Name = name, At = entry };
            project.Files[(kind, name)] = source;
            if (!Names.IsPlain(name))
            {
                source.IsUsable = false;
                entry.RefuseKey("compose.bad-name", $"{Article(kind)} cannot be called '{Quote.Short(name)}'.", "Use letters, digits, '-', '_' and '.'.");
            }

            (kind == FileKind.Config ? Config : Secret).Read(entry, source);
            var named = new[] { source.File, source.Environment, source.Content }.Count(v => v is not null);
            if (named == 1 || !source.IsUsable) continue;
            source.IsUsable = false;
            entry.RefuseKey(named == 0 ? "compose.missing-key" : "compose.contradiction", $"{Article(kind)} comes from {(named == 0 ? "nowhere" : "several places")}: '{Quote.Short(name)}'.",
                $"Write one of 'file', 'environment'{(kind == FileKind.Config ? " and 'content'" : "")}.");
        }
    }

    private static void ReadUses(ServiceDraft service, Value value, FileKind kind)
    {
        foreach (var item in value.Items())
        {
            var use = new FileUse { Kind = kind, At = item };
            if (item.IsMap) (kind == FileKind.Config ? UseOfConfig : UseOfSecret).Read(item, use);
            else use.Source = item.Word();
            if (use.Source is not null) service.Files.Add(use);
            else if (item.IsMap) item.Refuse("compose.missing-key", $"{Article(kind)} of a service needs its 'source'.", $"Write the name under '{(kind == FileKind.Config ? "configs" : "secrets")}' at the top level.");
        }
    }

    private static string Article(FileKind kind) => kind == FileKind.Config ? "A config" : "A secret";

    private static Section<FileSource> Shared(Section<FileSource> section) => section
        .Takes("file", "The file that holds it, read when a release is made.", (s, v) => s.File = v)
        .Takes("environment", "The variable of the command line's environment, or of .env, that holds it.", (s, v) => s.Environment = v)
        .TakesInPart("external", "False.", "Others are refused: Gantry has no store of such objects yet. Name a 'file' or a variable of the 'environment'.", ReadExternal)
        .Notes("name", "it is known by the name that it has in the file")
        .Notes("labels", "only the app's services see it")
        .Refuses("template_driver", Swarm, "Remove it; variables in 'content' of a config are filled in.");

    private static Section<FileUse> Use(string name, string path, string place) => new Section<FileUse>(name, path)
        .Takes("source", "Its name under the top level's.", (u, v) => u.Source = v.Word())
        .Takes("target", $"The path in the container; {place}.", (u, v) => u.Target = v)
        .Takes("uid", "The user who owns it, by number.", (u, v) => u.Uid = Id(v))
        .Takes("gid", "The group that owns it, by number.", (u, v) => u.Gid = Id(v))
        .Takes("mode", "Permissions in octal digits; 0444 without it. It cannot be written to, whatever they say.", (u, v) => u.Mode = Mounts.MountOptions.Mode(v));

    private static void ReadExternal(FileSource source, Value value)
    {
        if (!value.IsMap && value.Truth() is not true) return;
        source.IsUsable = false;
        value.RefuseKey("compose.refused-value", $"An external {(source.Kind == FileKind.Config ? "config" : "secret")} is refused, because Gantry has no store of such objects yet.", "Name a 'file' or a variable of the 'environment' that holds it.");
    }

    private static int? Id(Value value)
    {
        if (value.Text() is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return id;
        value.Refuse("compose.bad-number", $"{value.Label} must be a number, and {value.Shown} stands here.", "Write the number that the image's user has.");
        return null;
    }
}
