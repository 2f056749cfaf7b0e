using System.Buffers;
using System.Text;

namespace Gantry.Apps.Values;

/// <summary>What things may be called, and how a wrong name could be mended.</summary>
internal static class Names
{
    public const int LongestApp = 40;
    public const int LongestService = 63;
    private static readonly SearchValues<char> Label = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> Loose = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly SearchValues<char> Any = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>A DNS label: apps and environments are parts of host names.</summary>
    public static bool IsLabel(string name, int longest) =>
        name.Length > 0 && name.Length <= longest && !name.AsSpan().ContainsAnyExcept(Label) && name[0] != '-' && name[^1] != '-';

    /// <summary>A service: a label that may have underscores, since many compose files use them. No dot: it separates parts of names.</summary>
    public static bool IsService(string name) =>
        name.Length is > 0 and <= LongestService && !name.AsSpan().ContainsAnyExcept(Loose) && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1]);

    /// <summary>A network, a volume or an alias, as Compose allows it.</summary>
    public static bool IsPlain(string name) =>
        name.Length is > 0 and <= 128 && !name.AsSpan().ContainsAnyExcept(Any) && char.IsAsciiLetterOrDigit(name[0]);

    /// <summary>The nearest label, or empty when nothing of the name can be kept.</summary>
    public static string ToLabel(string name, int longest)
    {
        var label = new StringBuilder();
        foreach (var c in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c)) label.Append(c);
            else if (label.Length > 0 && label[^1] != '-') label.Append('-');
            if (label.Length == longest) break;
        }

        return label.ToString().Trim('-');
    }

    public static bool IsHost(string host)
    {
        var name = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
        return name.Length is > 0 and <= 253 && name.Split('.').All(l => IsLabel(l, 63));
    }
}
