using System.Globalization;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Store;
using Gantry.Integration.Support;

namespace Gantry.Integration.Leading;

/// <summary>One of two control planes of a platform: a home, a process, and a way of its own to the database.</summary>
internal sealed record ControlPlane(TestPlatform Platform, DatabaseRelay Relay) : IAsyncDisposable
{
    private int Process => Assert.Single(Processes.Of(Platform.Home, "gantryd"));

    /// <summary>The fence while it leads; 0 otherwise, also when it does not answer.</summary>
    public async Task<long> FenceAsync()
    {
        try
        {
            return (long)(await Platform.Api.StatusAsync().WaitAsync(TimeSpan.FromSeconds(1)))["fence"]!;
        }
        catch (Exception away) when (away is HttpRequestException or TimeoutException or IOException)
        {
            return 0;
        }
    }

    /// <summary>Takes it out of the game, in one of three ways.</summary>
    public async Task LoseAsync(Loss how)
    {
        switch (how)
        {
            case Loss.Paused:
                Processes.Pause(Process);
                break;
            case Loss.Killed:
                await TestPlatform.KillAsync(Process);
                break;
            default:
                Relay.Silent = true;
                break;
        }
    }

    public async Task ReturnAsync(Loss how)
    {
        switch (how)
        {
            case Loss.Paused:
                Processes.Resume(Process);
                break;
            case Loss.Killed:
                await Platform.StartAgainAsync();
                break;
            default:
                Relay.Silent = false;
                break;
        }
    }

    public ValueTask DisposeAsync() => Relay.DisposeAsync();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Platform.Home}");
}

public enum Loss { Paused, Killed, Partitioned }
