using Gantry.Engine;
using Gantry.Resources;
using Gantry.Simulation.Platform;

namespace Gantry.Simulation.Machine;

/// <summary>An engine that is there and does not do as it should.</summary>
public sealed class EngineTrouble(Random random, Action<FaultKind> struck)
{
    private readonly Dictionary<string, Container> _ran = new(StringComparer.Ordinal);
    private IReadOnlyList<ContainerSummary> _listed = [];
    private int _skipped;

    /// <summary>How long a caller waits for an answer before it gives up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public double HangRate { get; set; }
    public double LieRate { get; set; }
    public double StaleRate { get; set; }
    public double ForgetRate { get; set; }
    public bool Errors { get; set; }
    public bool Full { get; set; }
    public bool ImageGone { get; set; }
    public bool Flaps { get; set; }

    public bool Hangs() => Hit(HangRate, FaultKind.EngineHangs);

    public bool Fails()
    {
        if (Errors) struck(FaultKind.EngineErrors);
        return Errors;
    }

    public bool FailsProbe() => Flaps && Hit(0.5, FaultKind.ProbeFlaps);

    public Problem? Refusal(string name)
    {
        if (!Full && !ImageGone) return null;
        struck(Full ? FaultKind.EngineFull : FaultKind.ImageVanished);
        var code = Full ? EngineCodes.NoSpace : EngineCodes.ImageMissing;
        return new Problem(name, code, $"{name}: {code}.", "Nothing: this is a simulation.");
    }

    /// <summary>Now and then what ran is still said to run.</summary>
    public Container? Inspected(Container? truth)
    {
        if (truth is null || LieRate <= 0) return truth;
        if (truth.State == ContainerState.Running) _ran[truth.Id] = truth;
        return truth.State == ContainerState.Exited && _ran.TryGetValue(truth.Id, out var before) && Hit(LieRate, FaultKind.EngineLies) ? before : truth;
    }

    public IReadOnlyList<ContainerSummary> Listed(IReadOnlyList<ContainerSummary> truth)
    {
        var before = _listed;
        _listed = truth;
        _skipped = truth.Count > 0 && ForgetRate > 0 ? random.Next(truth.Count) : 0;
        if (before.Count > 0 && Hit(StaleRate, FaultKind.EngineListStale)) return before;
        return truth.Count > 0 && Hit(ForgetRate, FaultKind.EngineForgets) ? [.. truth.Where(c => c != truth[_skipped])] : truth;
    }

    private bool Hit(double rate, FaultKind kind)
    {
        if (rate <= 0 || random.NextDouble() >= rate) return false;
        struck(kind);
        return true;
    }
}
