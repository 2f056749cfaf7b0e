using Gantry.Control;
using Gantry.Store;

namespace Gantry.Simulation.Store;

public sealed class SqliteStoreTests : StoreConformance
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gantry-store-").FullName;
    private SqliteStore? _open;

    protected override ValueTask<IResourceStore> OpenAsync()
    {
        var opening = StoreModule.Open(_directory, TimeProvider.System);
        Assert.Null(opening.Problem);
        _open = opening.Store;
        return new(opening.Store!);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_open is not null) await _open.DisposeAsync();
        _open = null;
    }

    public override async ValueTask DisposeAsync()
    {
        Assert.Null(_open?.Verify());
        await base.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
