using System.Text;
using Gantry.Apps.Reading;
using Gantry.Apps.Sections.Containers;
using Gantry.Apps.Sections.Mounts;
using Gantry.Apps.Values;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Files;

/// <summary>Reads the configs and secrets that services get. No message holds anything of a content.</summary>
internal sealed class FileContents(ProjectDraft project)
{
    public const int Largest = 512 * 1024;

    /// <summary>Of all services together, each counted as often as it is used: they are part of the release.</summary>
    private const int MostTogether = 8 * 1024 * 1024;

    private readonly Dictionary<FileSource, byte[]?> read = [];
    private int together;

    /// <summary>Gives each service its files.</summary>
    public void Deliver(IEnumerable<ServiceDraft> services)
    {
        foreach (var service in services)
        {
            var files = service.Files.Select(u => File(service, u)).OfType<FileDefinition>().OrderBy(f => f.Target, StringComparer.Ordinal).ToList();
            if (files.Count > 0) service.Is = service.Is with { Files = files };
        }
    }

    /// <summary>Those that nothing uses, whether its profile is asked for or not.</summary>
    public void TellUnused(IEnumerable<ServiceDraft> all)
    {
        var used = all.SelectMany(s => s.Files).Select(u => (u.Kind, u.Source!)).ToHashSet();
        foreach (var source in project.Files.Values.Where(f => !used.Contains((f.Kind, f.Name))))
            source.At.Say(Severity.Warning, "compose.unused", $"No service uses the {Word(source.Kind)} '{Quote.Short(source.Name)}'.", "Remove it, or list it under a service's 'configs' or 'secrets'.");
    }

    private FileDefinition? File(ServiceDraft service, FileUse use)
    {
        if (!project.Files.TryGetValue((use.Kind, use.Source!), out var source))
        {
            use.At.Refuse($"compose.unknown-{Word(use.Kind)}", $"Service '{service.Name}' gets the {Word(use.Kind)} '{Quote.Short(use.Source!)}', which is not declared.",
                Nearest.Of(use.Source!, project.Files.Keys.Where(k => k.Kind == use.Kind).Select(k => k.Name)) is { } near ? $"Did you mean '{near}'?" : $"Add it under '{Word(use.Kind)}s' at the top level.");
            return null;
        }

        if (Target(use) is not { } target || Content(service, use, source) is not { } content) return null;
        if (service.Is.Mounts.Any(m => m.Target == target) || service.Files.Any(o => o != use && o.Source is not null && Target(o, quiet: true) == target))
        {
            use.At.Refuse("compose.duplicate-mount", $"Two things are mounted at '{Quote.Short(target)}'.", "Give one of them another target.");
            return null;
        }

        together += content.Length;
        if (together > MostTogether)
        {
            use.At.Refuse("compose.undeliverable", "The configs and secrets of this app are larger than 8 MiB together.", "Put what is large into images or volumes.");
            return null;
        }

        return new FileDefinition(use.Kind, source.Name, target, Convert.ToBase64String(content)) { Uid = use.Uid, Gid = use.Gid, Mode = use.Mode };
    }

    private static string? Target(FileUse use, bool quiet = false)
    {
        var folder = use.Kind == FileKind.Config ? "/" : "/run/secrets/";
        if (use.Target is not { } at) return folder + use.Source;
        if (quiet) return at.IsText && at.Text() is { } named ? (named.StartsWith('/') ? named : folder + named) : null;
        return at.Word() is { } text ? MountText.Target(at, text.StartsWith('/') ? text : folder + text) : null;
    }

    private byte[]? Content(ServiceDraft service, FileUse use, FileSource source)
    {
        if (source.File is { IsText: true } file && file.Word() is { } path && Danger(file, path) is var (absolute, danger))
            service.AsksUnsafe(use.At, $"{Word(use.Kind)}s={absolute}", danger, "Copy the file into the project.");
        if (!read.TryGetValue(source, out var content)) read[source] = content = source.IsUsable ? Read(source) : null;
        return content;
    }

    private static (string Absolute, string Danger)? Danger(Value at, string path)
    {
        var files = at.Context.Files;
        var absolute = files.Absolute(path);
        return Walls.Danger(absolute, SystemPaths.Resolve(absolute), files.Directory, readOnly: true) is { } danger ? (absolute, danger) : null;
    }

    private static byte[]? Read(FileSource source)
    {
        if (source.Content is { } content) return content.Text() is { } text ? Bounded(content, Encoding.UTF8.GetBytes(text)) : null;
        if (source.Environment is { } variable)
        {
            if (variable.Word() is not { } name) return null;
            if (variable.Context.Variables.Find(name) is { } value) return Bounded(variable, Encoding.UTF8.GetBytes(value));
            variable.Refuse("compose.missing-variable", $"The variable {Quote.Short(name)}, which holds the {Word(source.Kind)} '{Quote.Short(source.Name)}', is not set.", $"Set {Quote.Short(name)} in the environment or in .env beside the file.");
            return null;
        }

        return source.File is { } file && file.Word() is { } path ? FromFile(file, path) : null;
    }

    private static byte[]? FromFile(Value at, string path)
    {
        var absolute = at.Context.Files.Absolute(path);
        var shown = Quote.Short(at.Context.Files.Shown(absolute));
        try
        {
            // No more than the largest is read of anything: a device has no end.
            using var file = new FileStream(absolute, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (!file.CanSeek)
            {
                at.Refuse("compose.undeliverable", $"{shown} is not a regular file.", "Name a file.");
                return null;
            }

            var bytes = new byte[Largest + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Bounded(at, bytes[..length]);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            at.Refuse("compose.missing-file", $"{shown} does not exist.", "Create it, or mend the path; it is relative to the project directory.");
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            at.Refuse("compose.undeliverable", Directory.Exists(absolute) ? $"{shown} is a directory, not a file." : $"{shown} may not be read by this user.", Directory.Exists(absolute) ? "Name a file in it." : $"Grant it: chmod u+r {shown}");
        }

        return null;
    }

    private static byte[]? Bounded(Value at, byte[] content)
    {
        if (content.Length <= Largest) return content;
        at.Refuse("compose.undeliverable", "A config or secret is larger than 512 KiB.", "Put what is large into an image or a volume.");
        return null;
    }

    private static string Word(FileKind kind) => kind == FileKind.Config ? "config" : "secret";
}
