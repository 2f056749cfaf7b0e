using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;

namespace Gantry.Apps.Sections;

/// <summary>Keys that stand a level too high or too low: what indentation does to people.</summary>
internal static class Strays
{
    public const string Code = "compose.misplaced-key";

    private static readonly Lazy<HashSet<string>> OfServices = new(() => Names(ServiceKeys.Section.Table));
    private static readonly Lazy<HashSet<string>> OfTop = new(() => Names(TopLevelKeys.Section.Table));

    /// <summary>A service beside <c>services</c>, or in a file that has no such line.</summary>
    public static (string Message, string Help)? AtTop(string key, Value value)
    {
        if (LooksLikeService(value)) return ($"'{Quote.Short(key)}' looks like a service, and stands at the top level.", "Indent it with all its keys, two spaces more, below a line 'services:'.");
        return OfServices.Value.Contains(key) && key is "image" or "build" or "ports" or "environment" or "command" or "depends_on"
            ? ($"'{key}' is a key of a service, and stands at the top level.", "Indent it below the name of its service, and that below 'services:'.") : null;
    }

    /// <summary>Something else where the name of a service belongs.</summary>
    public static (string Message, string Help)? AmongServices(string key, Value value)
    {
        if (LooksLikeService(value) || value.IsNull) return null;
        if (value.IsMap && OfTop.Value.Contains(key)) return ($"'{key}' is a key of the top level, and stands among the services.", $"Begin the line '{key}:' without spaces, and indent what belongs to it.");
        return OfServices.Value.Contains(key) ? ($"'{key}' is a key of a service, and stands where the name of a service belongs.", "Indent it, two spaces more than the name of its service.") : null;
    }

    private static bool LooksLikeService(Value value)
    {
        var keys = value.Keys.ToList();
        return keys.Count > 0 && (keys.Contains("image") || keys.Contains("build") || keys.TrueForAll(OfServices.Value.Contains));
    }

    private static HashSet<string> Names(KeySection section) => section.Keys.Select(k => k.Name).Where(k => !k.StartsWith("x-", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
}
