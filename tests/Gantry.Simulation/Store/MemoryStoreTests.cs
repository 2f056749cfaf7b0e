using Gantry.Control;

namespace Gantry.Simulation.Store;

public sealed class MemoryStoreTests : StoreConformance
{
    private readonly MemoryDisk _disk = new();

    protected override ValueTask<IResourceStore> OpenAsync() => new(new MemoryStore(_disk, TimeProvider.System));

    protected override ValueTask CloseAsync() => ValueTask.CompletedTask;
}
