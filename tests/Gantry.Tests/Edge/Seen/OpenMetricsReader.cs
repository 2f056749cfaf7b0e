using System.Globalization;
using System.Text.RegularExpressions;

namespace Gantry.Tests.Edge.Seen;

/// <summary>One sample of a metric.</summary>
internal sealed record MetricSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>One metric, with what is said of it.</summary>
internal sealed record MetricFamily(string Name, string Type, List<MetricSample> Samples);

/// <summary>Reads OpenMetrics 1.0 and throws at whatever the specification forbids of what is used here.</summary>
internal static partial class OpenMetricsReader
{
    private static readonly Dictionary<string, string[]> Suffixes = new()
    {
        ["gauge"] = [""],
        ["counter"] = ["_total", "_created"],
        ["histogram"] = ["_bucket", "_count", "_sum", "_created"],
    };

    public static IReadOnlyList<MetricFamily> Read(string text)
    {
        Require(text.EndsWith("# EOF\n", StringComparison.Ordinal), "The text does not end with # EOF.");
        var families = new List<MetricFamily>();
        var lines = text[..^"# EOF\n".Length].Split('\n');
        Require(lines[^1].Length == 0, "The last line has no end.");
        string? help = null;
        foreach (var line in lines[..^1])
        {
            Require(line.Length > 0, "A line is empty.");
            var words = line.Split(' ', 4);
            if (words is ["#", "HELP", var of, _])
            {
                Require(families.All(family => family.Name != of), $"{of} is there twice.");
                help = of;
            }
            else if (words is ["#", "TYPE", var name, var type])
            {
                Require(help == name, $"{name} has its type before its help.");
                Require(Suffixes.ContainsKey(type), $"{type} is no type.");
                families.Add(new MetricFamily(name, type, []));
            }
            else if (words is ["#", "UNIT", var measured, var unit])
            {
                Require(families[^1].Name == measured && measured.EndsWith("_" + unit, StringComparison.Ordinal), $"{measured} does not end with its unit.");
            }
            else
            {
                families[^1].Samples.Add(Sample(line, families[^1]));
            }
        }
        foreach (var family in families) Check(family);
        return families;
    }

    private static MetricSample Sample(string line, MetricFamily family)
    {
        var match = Line().Match(line);
        Require(match.Success, $"\"{line}\" is no sample.");
        var name = match.Groups["name"].Value;
        Require(Suffixes[family.Type].Any(suffix => name == family.Name + suffix), $"{name} is not of {family.Name}.");
        var labels = new Dictionary<string, string>();
        for (var i = 0; i < match.Groups["label"].Captures.Count; i++)
            Require(labels.TryAdd(match.Groups["label"].Captures[i].Value, match.Groups["value"].Captures[i].Value), $"\"{line}\" has a label twice.");
        return new MetricSample(name, labels, double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture));
    }

    private static void Check(MetricFamily family)
    {
        var series = family.Samples.Select(sample => sample.Name + string.Join(',', sample.Labels.OrderBy(label => label.Key, StringComparer.Ordinal))).ToList();
        Require(series.Count == series.Distinct().Count(), $"{family.Name} has a series twice.");
        Require(family.Type == "gauge" || family.Samples.All(sample => sample.Value >= 0), $"{family.Name} counts less than nothing.");
        if (family.Type != "histogram") return;
        foreach (var group in family.Samples.GroupBy(sample => string.Join(',', sample.Labels.Where(label => label.Key != "le"))))
        {
            var buckets = group.Where(sample => sample.Name.EndsWith("_bucket", StringComparison.Ordinal)).ToList();
            Require(buckets[^1].Labels["le"] == "+Inf", "The last bucket has an end.");
            var limits = buckets.SkipLast(1).Select(bucket => double.Parse(bucket.Labels["le"], CultureInfo.InvariantCulture)).ToList();
            Require(limits.Order().Distinct().SequenceEqual(limits), "Buckets are not in order.");
            Require(buckets.SkipLast(1).All(bucket => bucket.Labels["le"].Contains('.')), "A limit has no point.");
            Require(buckets.Zip(buckets.Skip(1)).All(pair => pair.First.Value <= pair.Second.Value), "Buckets do not add up.");
            Require(group.Single(sample => sample.Name.EndsWith("_count", StringComparison.Ordinal)).Value == buckets[^1].Value, "The count is not that of the buckets.");
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new FormatException(otherwise);
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(((?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\\n]|\\\\|\\"|\\n)*)")(,(?!\})|(?=\})))+\})? (?<number>-?[0-9]+(\.[0-9]+)?(e[+-][0-9]+)?|\+Inf|NaN)$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
