using Gantry.Integration.Platform.Harness;

namespace Gantry.Integration.Platform.Faults;

/// <summary>A platform whose home is on a disk of its own, and an app that runs well.</summary>
public sealed class AppOnSmallDisk : IAsyncLifetime
{
    private int _version = 1;

    public SmallDisk Disk { get; private set; } = null!;
    public SharedPlatform Shared { get; private set; } = null!;
    public Project Project { get; private set; } = null!;

    /// <summary>What the app answers.</summary>
    public string Version => $"v{_version}";

    /// <summary>What the store writes to.</summary>
    public string[] StoreFiles => [.. ((string[])["gantry.db", "gantry.db-wal"]).Select(f => Path.Combine(Shared.Platform.Home, "store", f))];

    public async ValueTask InitializeAsync()
    {
        // Room for the platform and not for a list of what is in the image: every plan tries to keep that, and has to write for it.
        Disk = await SmallDisk.MountAsync(megabytes: 96);
        Shared = SharedPlatform.Of(new TestPlatform(home: Path.Combine(Disk.Folder, "h")));
        try
        {
            await Shared.Platform.StartAgainAsync();
            Project = Shared.Platform.Project("hurt", Compose());
            await Project.LiveAsync();
        }
        catch
        {
            Shared.Platform.Failed();
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>What the app is to answer after the next release.</summary>
    public string Next()
    {
        _version++;
        Project.Compose(Compose());
        return Version;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Shared.Platform.DisposeAsync();
        }
        finally
        {
            await Disk.DisposeAsync();
        }
    }

    private string Compose() => "x-gantry: { keepWarm: 1s }\n" + Yaml.Web("hurt", Version);
}
