using System.Globalization;

namespace Gantry.Bench.Registries;

/// <summary>One thing measured of both.</summary>
/// <param name="target">The least ratio of ours to theirs; null for what has none.</param>
/// <param name="atMost">It is the greatest.</param>
internal sealed class RegistryRow(string what, double? target, bool atMost = false)
{
    private readonly Dictionary<string, List<double>> _seen = [];

    public void Add(string name, double value) => (_seen.TryGetValue(name, out var all) ? all : _seen[name] = []).Add(value);

    public bool Reached(string ours, string theirs) => target is null || (atMost ? Ratio(ours, theirs) <= target : Ratio(ours, theirs) >= target);

    public string Print(string ours, string theirs) => string.Create(CultureInfo.InvariantCulture,
        $"  {what,-40} {ours} {Middle(_seen[ours]),10:0.0}  {theirs} {Middle(_seen[theirs]),10:0.0}  ratio {Ratio(ours, theirs),6:0.00}{(target is null ? "" : string.Create(CultureInfo.InvariantCulture, $"  target {target:0.0} {(Reached(ours, theirs) ? "reached" : "MISSED")}"))}");

    private double Ratio(string ours, string theirs) => Middle([.. _seen[ours].Zip(_seen[theirs], static (a, b) => a / b)]);

    private static double Middle(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
