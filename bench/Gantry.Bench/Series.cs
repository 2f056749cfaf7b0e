using System.Globalization;

namespace Gantry.Bench;

/// <summary>Measured times of one thing.</summary>
internal sealed class Series(string name)
{
    private readonly List<double> _ms = [];

    public void Add(TimeSpan time) => _ms.Add(time.TotalMilliseconds);

    public double Median => Quantile(0.5);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"  {name,-66} min {Quantile(0),6:0}  median {Median,6:0}  p90 {Quantile(0.9),6:0}  max {Quantile(1),6:0}");

    /// <summary>For what takes less than a few milliseconds.</summary>
    public string Fine() => string.Create(CultureInfo.InvariantCulture,
        $"  {name,-40} min {Quantile(0),7:0.00}  median {Median,7:0.00}  p90 {Quantile(0.9),7:0.00}  max {Quantile(1),7:0.00}");

    private double Quantile(double q)
    {
        var sorted = _ms.Order().ToList();
        return sorted[(int)Math.Round(q * (sorted.Count - 1))];
    }
}
