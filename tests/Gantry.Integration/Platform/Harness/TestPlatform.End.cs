using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Harness;

/// <summary>The end of a platform: taken down as a user would, and looked at for what is left.</summary>
public sealed partial class TestPlatform
{
    /// <summary>Where platforms of root note which block of addresses is whose.</summary>
    private const string Claims = "/run/gantry";

    private bool _failed, _ended;

    /// <summary>The test has failed already: clean up by force, and find no further fault.</summary>
    public void Failed() => _failed = true;

    public async ValueTask DisposeAsync()
    {
        if (_ended) return;
        _ended = true;
        try
        {
            if (!_failed && _id is not null) await EndInOrderAsync();
        }
        finally
        {
            await SweepAsync();
            Engine.Dispose();
            Api.Dispose();
        }
    }

    private async Task EndInOrderAsync()
    {
        await StartAgainAsync();
        foreach (var app in (await GantryAsync("ps", "--json")).Expect(0).Json["apps"]!.AsArray())
            (await GantryAsync("down", "--app", (string)app!["app"]!, "--volumes", "-y")).Expect(0);
        await Eventually.BecomesAsync("nothing of the platform is left on the engine", TimeSpan.FromSeconds(30), LeftAsync, left => left.Length == 0);
        (await GantryAsync("platform", "stop")).Expect(0);
        Assert.Empty(Processes.Of(Home, "gantryd"));
    }

    /// <summary>Everything on the engine that bears the platform's label.</summary>
    private async Task<string> LeftAsync() => string.Join(", ",
        [.. (await Engine.ContainersAsync(Label)).Select(c => c.ToString()), .. await Engine.NetworksAsync(Label), .. await Engine.VolumesAsync(Label)]);

    /// <summary>Whatever state it is in: nothing of it goes on.</summary>
    private async Task SweepAsync()
    {
        foreach (var process in Processes.Of(Home, "gantryd").Concat(Processes.Of(Home, "gantry-edge"))) await KillAsync(process);
        if (_id is not null && await EnginePing.AnswersAsync(EngineSocket))
        {
            foreach (var container in await Engine.ContainersAsync(Label)) await Engine.RemoveAsync(container.Id);
            foreach (var network in await Engine.NetworksAsync(Label)) await Engine.RemoveNetworkAsync(network);
            foreach (var volume in await Engine.VolumesAsync(Label)) await Engine.RemoveVolumeAsync(volume);
        }

        await GiveBackAsync();
        Directory.Delete(_work, recursive: true);
    }

    /// <summary>The addresses of one that could not stop in order: there are few of them on a machine.</summary>
    private async Task GiveBackAsync()
    {
        foreach (var claim in (string[])(Directory.Exists(Claims) ? Directory.GetFiles(Claims) : []))
        {
            if (!IsOurs(claim)) continue;
            await using var ip = ProgramRun.Start("ip", ["route", "del", "local", $"{Path.GetFileName(claim)}.0.0/18", "dev", "lo"]);
            // Whether there was such a route is of no interest.
            await ip.EndAsync(Patience);
            File.Delete(claim);
        }
    }

    private bool IsOurs(string claim)
    {
        try
        {
            return File.ReadAllText(claim).Trim() == Home;
        }
        catch (IOException)
        {
            // That of another, which has just been given back.
            return false;
        }
    }
}
