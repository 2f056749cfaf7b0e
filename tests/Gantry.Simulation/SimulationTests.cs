namespace Gantry.Simulation;

public sealed class SimulationTests
{
    [Fact]
    public void A_single_seed()
    {
        var result = Simulation.Run(1, new SimulationOptions { KeepTrace = true });
        Assert.Empty(result.Violations);
    }
}
