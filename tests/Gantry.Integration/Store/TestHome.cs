using Gantry.Store;

namespace Gantry.Integration.Store;

/// <summary>The home of one of several control planes, as far as its store is concerned.</summary>
public sealed class TestHome : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-home-").FullName;

    public string Store => Path.Combine(_folder, "store");

    /// <param name="address">What GANTRY_STORE says.</param>
    public StoreOpening Open(string address)
    {
        var (choice, problem) = StoreChoice.From(name => name == "GANTRY_STORE" ? address : null);
        return choice is null ? new StoreOpening(null, problem) : StoreModule.Open(choice, Store, TimeProvider.System);
    }

    public async Task<IPlatformStore> LeadAsync(string address)
    {
        var opening = Open(address);
        Assert.Null(opening.Problem);
        await opening.Store!.Leadership.LeadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return opening.Store;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
