using System.Text;
using System.Text.RegularExpressions;
using Gantry.Trust.Sbom.Trees;

namespace Gantry.Trust.Sbom.Catalogs;

/// <summary>Installed gems by their specifications, which are programs and only looked at, and Bundler's lock files.</summary>
internal sealed partial class RubyCatalog : ICatalog
{
    public bool Wants(TreeFile file) =>
        file.Name == "Gemfile.lock" || (file.Path.EndsWith(".gemspec", StringComparison.Ordinal) && file.Path.Contains("specifications/", StringComparison.Ordinal));

    public IEnumerable<Component> Read(TreeFile file)
    {
        var text = Encoding.UTF8.GetString(file.Bytes(16 << 20));
        return file.Name == "Gemfile.lock" ? [.. Locked(text)] : [Specified(file.Name, text)];
    }

    private static Component Specified(string file, string text)
    {
        Match name = Name().Match(text), version = Version().Match(text);
        if (name.Success && version.Success) return Named(name.Groups[1].Value, version.Groups[1].Value);
        var dash = file.LastIndexOf('-');
        return dash > 0 ? Named(file[..dash], file[(dash + 1)..^".gemspec".Length]) : throw new InvalidDataException("names no gem and version");
    }

    private static IEnumerable<Component> Locked(string text)
    {
        var gems = false;
        foreach (var line in text.Split('\n'))
        {
            if (line.Length > 0 && !char.IsWhiteSpace(line[0])) gems = line.TrimEnd() == "GEM";
            if (gems && Spec().Match(line) is { Success: true } spec) yield return Named(spec.Groups[1].Value, spec.Groups[2].Value);
        }
    }

    private static Component Named(string name, string version) => new() { Type = "gem", Name = name, Version = version };

    [GeneratedRegex("""^\s*\w+\.name\s*=\s*["']([A-Za-z0-9._-]+)["']""", RegexOptions.Multiline)]
    private static partial Regex Name();

    [GeneratedRegex("""^\s*\w+\.version\s*=\s*(?:Gem::Version\.new\()?["']([0-9A-Za-z.]+)["']""", RegexOptions.Multiline)]
    private static partial Regex Version();

    // A platform behind the version is none of its parts.
    [GeneratedRegex(@"^    ([A-Za-z0-9._-]+) \(([0-9][0-9A-Za-z.]*)(?:-[^)]*)?\)\s*$")]
    private static partial Regex Spec();
}
