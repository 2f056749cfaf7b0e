using Gantry.Simulation.Conformance;

namespace Gantry.Integration.Engine;

/// <summary>The conformance suite on the engine of this machine: Docker, or Podman where its containers can start.</summary>
public sealed class DockerEngineTests(ActImage image) : EngineConformance, IClassFixture<ActImage>
{
    protected override async Task InLabAsync(Func<EngineLab, Task> test)
    {
        var lab = new EngineLab(image.Engine, TimeProvider.System, ActImage.Name, image.Id);
        try
        {
            await test(lab);
        }
        finally
        {
            await lab.ClearAsync();
        }
    }
}
