using Gantry.Simulation.Fakes;
using Gantry.Simulation.Loop;

namespace Gantry.Simulation.Conformance;

/// <summary>The fake engine is worth something only as long as it does what real ones do.</summary>
public sealed class FakeEngineTests : EngineConformance
{
    protected override Task InLabAsync(Func<EngineLab, Task> test)
    {
        var loop = new SimLoop(1);
        var engine = new FakeEngine(loop.World);
        engine.Machine.Add(FakeAct.Image(engine.Machine));
        loop.Run(async () =>
        {
            var lab = new EngineLab(engine, loop.World.Time, FakeAct.Name, FakeAct.Id);
            await test(lab);
            await lab.ClearAsync();
            Assert.Empty(engine.Machine.Containers);
            Assert.Empty(engine.Machine.Networks);
        }, TimeSpan.FromMinutes(10));
        return Task.CompletedTask;
    }
}
