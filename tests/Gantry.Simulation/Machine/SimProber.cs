using Gantry.Engine.Probes;
using Gantry.Resources.Apps;
using Gantry.Simulation.Loop;

namespace Gantry.Simulation.Machine;

/// <summary>Asks over the simulated network.</summary>
public sealed class SimProber(SimEngine engine, EngineTrouble trouble, Incarnation caller) : IProber
{
    public async ValueTask<string?> ProbeAsync(ProbeDefinition probe, string address, CancellationToken cancel)
    {
        await Task.Delay(TimeSpan.FromMicroseconds(500), caller.Time, cancel);
        if (trouble.FailsProbe()) return "no answer in time";
        return engine.At(address) is { Listens: true } ? null : "the connection was refused";
    }
}
