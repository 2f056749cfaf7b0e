using System.Globalization;
using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Containers;

/// <summary>How the engine keeps a service's output. Bounded, whatever the file says: a log that fills the disk stops every app.</summary>
internal static class LoggingKeys
{
    private const long LargestFile = 1L << 30;
    private const int MostFiles = 100;
    private static readonly string[] Shared = ["compress", "max-buffer-size", "max-file", "max-size", "mode"];
    private static readonly string[] JsonFile = [.. Shared, "env", "env-regex", "labels", "labels-regex", "tag"];

    internal sealed class LoggingDraft
    {
        public Value? Driver { get; set; }
        public Value? Options { get; set; }
    }

    public static readonly Section<LoggingDraft> Section = new Section<LoggingDraft>("logging", "services.<name>.logging")
        .TakesInPart("driver", "json-file (the default) or local.", "Other drivers are refused: 'gantry logs' could not read what they keep.", (d, v) => d.Driver = v)
        .TakesInPart("options", $"max-size up to 1g and max-file up to {MostFiles} (10m and 3 without them), compress, mode, max-buffer-size; for json-file also labels, labels-regex, env, env-regex and tag.",
            "Others are refused.", (d, v) => d.Options = v);

    public static Section<ServiceDraft> AndLogging(this Section<ServiceDraft> section) => section
        .TakesInPart("logging", "How the engine keeps the output: as json-file or local, always rotated.", "Other drivers are refused; read logs with 'gantry logs'.", Read);

    private static void Read(ServiceDraft service, Value value)
    {
        var draft = new LoggingDraft();
        Section.Read(value, draft);
        var driver = draft.Driver?.Text() ?? "json-file";
        if (driver is not ("json-file" or "local"))
        {
            draft.Driver!.Value.Refuse("compose.refused-value", $"The logging driver {draft.Driver.Value.Shown} is refused, because Gantry reads logs back from the engine and would see none.",
                "Write 'driver: local', or remove 'logging'; a collector can read the containers' logs from the engine.");
            return;
        }

        var options = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, entry) in draft.Options?.Entries() ?? [])
        {
            if (!entry.IsNull && Option(driver, name, entry) is { } text) options[name] = text;
        }

        if (driver != "json-file" || options.Count > 0)
            service.Set(s => s with { Logging = new LoggingSettings(driver) { Options = options.Count > 0 ? options : null } });
    }

    private static string? Option(string driver, string name, Value entry)
    {
        var known = driver == "local" ? Shared : JsonFile;
        if (!known.Contains(name))
        {
            entry.RefuseKey("compose.refused-value", $"'{Quote.Short(name)}' is not an option of the logging driver {driver}.", Nearest.Of(name, known) is { } near ? $"Did you mean '{near}'?" : $"It has {string.Join(", ", known)}.");
            return null;
        }

        if (entry.Word() is not { } text) return null;
        var (good, wanted) = name switch
        {
            "max-size" => (ByteSizes.Parse(text) is > 0 and <= LargestFile, "a size up to 1g, such as 10m"),
            "max-buffer-size" => (ByteSizes.Parse(text) is > 0, "a size such as 4m"),
            "max-file" => (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var files) && files is >= 1 and <= MostFiles, $"a number from 1 to {MostFiles}"),
            "compress" => (text is "true" or "false", "\"true\" or \"false\""),
            "mode" => (text is "blocking" or "non-blocking", "blocking or non-blocking"),
            _ => (true, ""),
        };
        if (good) return text;
        entry.Refuse("compose.bad-value", $"The logging option '{name}' must be {wanted}, and {entry.Shown} stands here.", "Write such a value; logs are always bounded here.");
        return null;
    }
}
