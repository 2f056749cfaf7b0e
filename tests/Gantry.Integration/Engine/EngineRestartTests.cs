using Gantry.Engine;
using Gantry.Resources.Apps;
using Gantry.Simulation.Conformance;

namespace Gantry.Integration.Engine;

/// <summary>What an engine does that is restarted under its containers, and how it is noticed.</summary>
public sealed class EngineRestartTests : IAsyncLifetime
{
    private readonly OwnEngine _own = new();

    public async ValueTask InitializeAsync() => await _own.StartAsync();

    public ValueTask DisposeAsync() => _own.DisposeAsync();

    [Fact]
    public async Task A_restarted_engine_brings_back_what_nobody_had_stopped_and_says_that_events_were_missed()
    {
        using var engine = new DockerEngine(_own.Address, TimeProvider.System);
        var id = await ActImage.BuildAsync(engine, Directory.CreateDirectory(Path.Combine(_own.Folder, "act")).FullName);
        var lab = new EngineLab(engine, TimeProvider.System, ActImage.Name, id);
        var network = await lab.NetworkAsync("one");
        var always = lab.On(lab.Order("always", "run"), (network, 33));
        always = always with { Spec = always.Spec with { Restart = RestartPolicy.Always } };
        var (serves, stopped, job) = (await lab.RunAsync(always), await lab.RunAsync(always with { Name = always.Name + "2", Spec = always.Spec with { Networks = [] } }),
            await lab.RunAsync(lab.Order("job", "run") with { Once = true }));
        await engine.Containers.StopAsync(stopped, TimeSpan.FromSeconds(5), default);
        var before = await lab.SeeAsync(serves);

        using var stop = new CancellationTokenSource();
        var heard = new List<EngineEvent>();
        var listening = Task.Run(async () =>
        {
            await foreach (var happened in engine.EventsAsync(lab.Platform, stop.Token)) heard.Add(happened);
        });
        await lab.WaitAsync(() => heard.Count > 0);

        await _own.StopAsync();
        var away = await Assert.ThrowsAsync<EngineUnavailableException>(() => engine.Containers.InspectAsync(serves, default));
        Assert.Equal(EngineCodes.NotRunning, away.Problem.Code);
        await _own.StartAsync();

        await lab.WaitAsync(() => heard.Count(e => e.Type == EngineEventType.Resync) == 2);
        var after = await lab.UntilAsync(serves, c => c.State == ContainerState.Running);
        Assert.NotEqual(before.StartedAt, after.StartedAt);
        Assert.Equal(before.Addresses, after.Addresses);
        Assert.Equal(ContainerState.Exited, (await lab.SeeAsync(stopped)).State);
        Assert.Equal(ContainerState.Exited, (await lab.SeeAsync(job)).State);
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
        await lab.ClearAsync();
    }
}
