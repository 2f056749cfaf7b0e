using Gantry.Engine.Probes;
using Gantry.Resources.Apps;

namespace Gantry.Simulation.Fakes;

/// <summary>Asks the fake machine whether something listens.</summary>
public sealed class FakeProber(FakeMachine machine) : IProber
{
    public TimeSpan Takes { get; set; } = TimeSpan.FromMilliseconds(1);

    public async ValueTask<string?> ProbeAsync(ProbeDefinition probe, string address, CancellationToken cancel)
    {
        await Task.Delay(Takes, machine.World.Time, cancel);
        return machine.Listens(address) ? null : $"nothing listens at {address}";
    }
}
