using Gantry.Engine;
using Gantry.Resources.Apps;

namespace Gantry.Simulation.Conformance;

public abstract partial class EngineConformance
{
    [Fact]
    public Task A_command_inside_gives_its_output_and_exit_code() => InLabAsync(async lab =>
    {
        var id = await lab.RunAsync(lab.Order("a", "run"));
        var told = (await lab.Engine.Containers.ExecAsync(id, ["/bin/act", "tell", "hello"], TimeSpan.FromSeconds(20), default)).Require();
        Assert.Equal((0, "hello\n"), (told.ExitCode, told.Output));
        Assert.Equal(5, (await lab.Engine.Containers.ExecAsync(id, ["/bin/act", "exit", "5"], TimeSpan.FromSeconds(20), default)).Require().ExitCode);
        var missing = (await lab.Engine.Containers.ExecAsync(id, ["/bin/nothing"], TimeSpan.FromSeconds(20), default)).Require().ExitCode;
        Assert.True(missing is 126 or 127, $"{missing}");
    });

    [Fact]
    public Task A_command_that_takes_too_long_is_not_waited_for() => InLabAsync(async lab =>
    {
        var id = await lab.RunAsync(lab.Order("a", "run"));
        Assert.Null((await lab.Engine.Containers.ExecAsync(id, ["/bin/act", "sleep", "60"], TimeSpan.FromSeconds(0.5), default)).Require().ExitCode);
    });

    [Fact]
    public Task In_a_container_that_does_not_run_no_command_does() => InLabAsync(async lab =>
    {
        var id = await lab.CreateAsync(lab.Order("a", "run"));
        Assert.Equal(EngineCodes.NotRunningContainer, (await lab.Engine.Containers.ExecAsync(id, ["/bin/act", "exit", "0"], TimeSpan.FromSeconds(5), default)).Problem?.Code);
    });

    [Fact]
    public Task Both_outputs_are_kept_apart_with_their_times() => InLabAsync(async lab =>
    {
        var before = lab.Time.GetUtcNow();
        var id = await lab.RunAsync(lab.Order("a", "say", "hello you"));
        var lines = await lab.LinesUntilAsync(id, 2);
        Assert.Equal([(false, "hello you"), (true, "hello you")], lines.OrderBy(l => l.Error).Select(l => (l.Error, l.Text)));
        Assert.All(lines, l => Assert.InRange(l.At, before - TimeSpan.FromSeconds(1), lab.Time.GetUtcNow() + TimeSpan.FromSeconds(1)));
        Assert.Single(await lab.LinesAsync(id, new LogQuery(Tail: 1)));
        Assert.Empty(await lab.LinesAsync(id, new LogQuery(Since: lab.Time.GetUtcNow() + TimeSpan.FromSeconds(2))));
    });

    [Fact]
    public Task A_followed_log_goes_on_until_the_container_ends() => InLabAsync(async lab =>
    {
        var id = await lab.RunAsync(lab.Order("a", "say", "hello"));
        await lab.LinesUntilAsync(id, 2);
        var following = lab.LinesAsync(id, new LogQuery(Follow: true));
        Assert.False(following.IsCompleted);
        Assert.Null(await lab.Engine.Containers.StopAsync(id, TimeSpan.FromSeconds(20), default));
        Assert.Equal(2, (await following).Count);
    });

    [Fact]
    public Task Events_tell_the_life_of_a_container_and_of_those_of_one_platform_alone() => InLabAsync(async lab =>
    {
        using var stop = new CancellationTokenSource();
        var heard = new List<EngineEvent>();
        var listening = ListenAsync(lab, heard, stop.Token);
        await lab.WaitAsync(() => heard.Count > 0);
        Assert.Equal(EngineEventType.Resync, heard[0].Type);

        var strange = lab.Labels();
        strange[GantryLabels.Platform] = lab.Platform + "other";
        var other = await lab.CreateAsync(lab.Order("other", "run") with { Labels = strange });
        var id = await lab.RunAsync(lab.Order("a", "exit", "4"));
        await lab.EndedAsync(id);
        await lab.Engine.Containers.RemoveAsync(id, force: false, default);
        await lab.WaitAsync(() => heard.Exists(e => e.Type == EngineEventType.Removed));
        stop.Cancel();
        await listening;

        var life = heard.Where(e => e.Id == id).ToList();
        Assert.Equal([EngineEventType.Created, EngineEventType.Started, EngineEventType.Died, EngineEventType.Removed], life.Select(e => e.Type));
        Assert.Equal([null, null, 4, null], life.Select(e => e.ExitCode));
        Assert.All(life, e => Assert.Equal(("a.b.1.1", $"{lab.Platform}-a"), (e.Labels[GantryLabels.Replica], e.Name)));
        Assert.DoesNotContain(heard, e => e.Id == other);
        await lab.Engine.Containers.RemoveAsync(other, force: true, default);
    });

    [Theory]
    [InlineData("0", ContainerHealth.Healthy, EngineEventType.Healthy)]
    [InlineData("1", ContainerHealth.Unhealthy, EngineEventType.Unhealthy)]
    public Task A_health_check_is_run_and_its_outcome_told(string code, ContainerHealth health, EngineEventType told) => InLabAsync(async lab =>
    {
        using var stop = new CancellationTokenSource();
        var heard = new List<EngineEvent>();
        var listening = ListenAsync(lab, heard, stop.Token);
        await lab.WaitAsync(() => heard.Count > 0);
        var order = lab.Order("a", "run");
        var check = new HealthcheckDefinition { Test = ["/bin/act", "exit", code], Interval = TimeSpan.FromMilliseconds(500), Retries = 1 };
        var id = await lab.RunAsync(order with { Spec = order.Spec with { Healthcheck = check } });
        await lab.UntilAsync(id, c => c.Health == health);
        await lab.WaitAsync(() => heard.Exists(e => e.Type == told));
        stop.Cancel();
        await listening;
    });

    [Fact]
    public Task A_disabled_health_check_is_none() => InLabAsync(async lab =>
    {
        var order = lab.Order("a", "run");
        var id = await lab.RunAsync(order with { Spec = order.Spec with { Healthcheck = new HealthcheckDefinition { Disabled = true } } });
        Assert.Equal(ContainerHealth.None, (await lab.SeeAsync(id)).Health);
    });

    private static async Task ListenAsync(EngineLab lab, List<EngineEvent> heard, CancellationToken cancel)
    {
        try
        {
            await foreach (var happened in lab.Engine.EventsAsync(lab.Platform, cancel)) heard.Add(happened);
        }
        catch (OperationCanceledException)
        {
            // The test has heard enough.
        }
    }
}
