namespace Gantry.Bench.Edge;

/// <summary>A row measured: medians of each proxy, and ours against the best of the others.</summary>
internal sealed class Score(Row row, IReadOnlyDictionary<string, List<Sample>> samples)
{
    public const string Ours = "gantry";

    public Row Row => row;

    public IEnumerable<string> Names => samples.Keys;

    public Sample Median(string name) => new(
        Middle(samples[name].Select(sample => sample.RequestsPerSecond)),
        Middle(samples[name].Select(sample => sample.CpuMicroseconds)),
        Middle(samples[name].Select(sample => sample.P50Ms)),
        Middle(samples[name].Select(sample => sample.P99Ms)),
        Middle(samples[name].Select(sample => sample.MemoryMb)),
        samples[name].Sum(sample => sample.Failed));

    public double CpuRatio => Ratio(sample => sample.CpuMicroseconds, lowIsGood: true);

    public double RateRatio => Ratio(sample => sample.RequestsPerSecond, lowIsGood: false);

    public double P99Ratio => Ratio(sample => sample.P99Ms, lowIsGood: true);

    /// <summary>
    /// The best peer is the one with the best median; the ratio is the median of the ratios of each round, for the machine may be
    /// another one from round to round.
    /// </summary>
    private double Ratio(Func<Sample, double> of, bool lowIsGood)
    {
        var peers = samples.Keys.Where(name => name != Ours).OrderBy(name => Middle(samples[name].Select(of)) * (lowIsGood ? 1 : -1));
        var best = samples[peers.First()];
        return Middle(samples[Ours].Zip(best, (ours, theirs) => of(ours) / of(theirs)));
    }

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
