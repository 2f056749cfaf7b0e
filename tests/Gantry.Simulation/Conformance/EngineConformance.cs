using Gantry.Engine;
using Gantry.Resources.Apps;

namespace Gantry.Simulation.Conformance;

/// <summary>What every container engine must do. Run against the fake one here, and against real ones by the integration tests.</summary>
public abstract partial class EngineConformance
{
    /// <summary>Gives the test an engine of its own, or a corner of a shared one, and clears up behind it.</summary>
    protected abstract Task InLabAsync(Func<EngineLab, Task> test);

    [Fact]
    public Task Creating_twice_is_creating_once() => InLabAsync(async lab =>
    {
        var first = await lab.CreateAsync(lab.Order("a", "run"));
        Assert.Equal(first, await lab.CreateAsync(lab.Order("a", "run")));
        Assert.Equal(ContainerState.Created, (await lab.SeeAsync(first)).State);
        Assert.Single(await lab.Engine.Containers.ListAsync(lab.Platform, default));
    });

    [Fact]
    public Task A_name_that_another_spec_has_is_refused() => InLabAsync(async lab =>
    {
        await lab.CreateAsync(lab.Order("a", "run"));
        var other = await lab.Engine.Containers.CreateAsync(lab.Order("a", "run") with { Labels = lab.Labels("2") }, default);
        Assert.Equal(EngineCodes.NameTaken, other.Problem?.Code);
    });

    [Fact]
    public Task Starting_stopping_and_removing_twice_is_doing_it_once() => InLabAsync(async lab =>
    {
        var id = await lab.RunAsync(lab.Order("a", "run"));
        var started = (await lab.SeeAsync(id)).StartedAt;
        Assert.NotNull(started);
        Assert.Null(await lab.Engine.Containers.StartAsync(id, default));
        Assert.Equal(started, (await lab.SeeAsync(id)).StartedAt);
        for (var n = 0; n < 2; n++) Assert.Null(await lab.Engine.Containers.StopAsync(id, TimeSpan.FromSeconds(5), default));
        Assert.Equal(ContainerState.Exited, (await lab.SeeAsync(id)).State);
        for (var n = 0; n < 2; n++) Assert.Null(await lab.Engine.Containers.RemoveAsync(id, force: false, default));
        Assert.Null(await lab.Engine.Containers.InspectAsync(id, default));
    });

    [Fact]
    public Task What_is_not_there_is_stopped_and_removed_and_cannot_be_started() => InLabAsync(async lab =>
    {
        var name = $"{lab.Platform}-nobody";
        Assert.Null(await lab.Engine.Containers.InspectAsync(name, default));
        Assert.Null(await lab.Engine.Containers.StopAsync(name, TimeSpan.FromSeconds(1), default));
        Assert.Null(await lab.Engine.Containers.RemoveAsync(name, force: true, default));
        Assert.Equal(EngineCodes.ContainerMissing, (await lab.Engine.Containers.StartAsync(name, default))?.Code);
        Assert.Empty(await lab.LinesAsync(name, new LogQuery()));
    });

    [Fact]
    public Task A_running_container_is_removed_by_force_alone() => InLabAsync(async lab =>
    {
        var id = await lab.RunAsync(lab.Order("a", "run"));
        Assert.NotNull(await lab.Engine.Containers.RemoveAsync(id, force: false, default));
        Assert.Equal(ContainerState.Running, (await lab.SeeAsync(id)).State);
        Assert.Null(await lab.Engine.Containers.RemoveAsync(id, force: true, default));
        Assert.Null(await lab.Engine.Containers.InspectAsync(id, default));
    });

    [Fact]
    public Task The_exit_code_is_kept() => InLabAsync(async lab =>
    {
        var seven = await lab.EndedAsync(await lab.RunAsync(lab.Order("a", "exit", "7")));
        Assert.Equal((7, 0), (seven.ExitCode, seven.Restarts));
        Assert.NotNull(seven.FinishedAt);
        Assert.Equal(0, (await lab.EndedAsync(await lab.RunAsync(lab.Order("b", "exit", "0")))).ExitCode);
    });

    [Fact]
    public Task A_service_that_ends_is_started_again_by_the_engine() => InLabAsync(async lab =>
    {
        var order = lab.Order("a", "exit", "3");
        var id = await lab.RunAsync(order with { Spec = order.Spec with { Restart = RestartPolicy.Always } });
        var seen = await lab.UntilAsync(id, c => c.Restarts >= 2);
        Assert.NotEqual(ContainerState.Exited, seen.State);
        Assert.Null(await lab.Engine.Containers.StopAsync(id, TimeSpan.FromSeconds(5), default));
        var stopped = await lab.SeeAsync(id);
        Assert.Equal((ContainerState.Exited, 3), (stopped.State, stopped.ExitCode));
    });

    [Fact]
    public Task A_job_is_not_whatever_its_spec_says() => InLabAsync(async lab =>
    {
        var order = lab.Order("a", "exit", "1");
        var id = await lab.RunAsync(order with { Once = true, Spec = order.Spec with { Restart = RestartPolicy.Always } });
        Assert.Equal(0, (await lab.EndedAsync(id)).Restarts);
    });

    [Fact]
    public Task On_failure_means_on_failure_and_not_oftener_than_it_says() => InLabAsync(async lab =>
    {
        var (well, badly) = (lab.Order("a", "exit", "0"), lab.Order("b", "exit", "1"));
        var one = await lab.RunAsync(well with { Spec = well.Spec with { Restart = RestartPolicy.OnFailure } });
        var two = await lab.RunAsync(badly with { Spec = badly.Spec with { Restart = RestartPolicy.OnFailure, RestartMaxAttempts = 2 } });
        Assert.Equal(0, (await lab.EndedAsync(one)).Restarts);
        Assert.Equal(2, (await lab.UntilAsync(two, c => c.State == ContainerState.Exited && c.Restarts == 2)).Restarts);
    });

    [Fact]
    public Task A_polite_process_ends_by_itself_and_a_stubborn_one_is_killed_after_its_grace() => InLabAsync(async lab =>
    {
        var polite = await lab.RunAsync(lab.Order("a", "say", "ready"));
        await lab.LinesUntilAsync(polite, 1);
        var begun = lab.Time.GetTimestamp();
        Assert.Null(await lab.Engine.Containers.StopAsync(polite, TimeSpan.FromSeconds(20), default));
        Assert.True(lab.Time.GetElapsedTime(begun) < TimeSpan.FromSeconds(20));
        Assert.Equal(0, (await lab.SeeAsync(polite)).ExitCode);

        var stubborn = await lab.RunAsync(lab.Order("b", "stubborn"));
        begun = lab.Time.GetTimestamp();
        Assert.Null(await lab.Engine.Containers.StopAsync(stubborn, TimeSpan.FromSeconds(1), default));
        Assert.True(lab.Time.GetElapsedTime(begun) >= TimeSpan.FromSeconds(0.9));
        var killed = await lab.SeeAsync(stubborn);
        Assert.Equal((ContainerState.Exited, 137), (killed.State, killed.ExitCode));
    });

    [Fact]
    public Task Who_it_belongs_to_is_learned_again_from_the_engine() => InLabAsync(async lab =>
    {
        await lab.CreateAsync(lab.Order("b", "run"));
        await lab.RunAsync(lab.Order("a", "run"));
        var strange = lab.Labels();
        strange[GantryLabels.Platform] = lab.Platform + "other";
        var other = await lab.CreateAsync(lab.Order("c", "run") with { Labels = strange });
        var listed = await lab.Engine.Containers.ListAsync(lab.Platform, default);
        Assert.Equal([$"{lab.Platform}-a", $"{lab.Platform}-b"], listed.Select(c => c.Name));
        Assert.Equal([ContainerState.Running, ContainerState.Created], listed.Select(c => c.State));
        Assert.All(listed, c => Assert.Equal("a.b.1.1", c.Labels[GantryLabels.Replica]));
        Assert.Equal(lab.Labels(), new SortedDictionary<string, string>((await lab.SeeAsync(listed[0].Id)).Labels.Where(l => l.Key.StartsWith("gantry.")).ToDictionary(l => l.Key, l => l.Value)));
        await lab.Engine.Containers.RemoveAsync(other, force: true, default);
    });

    [Fact]
    public Task A_command_that_the_image_lacks_is_named_as_such() => InLabAsync(async lab =>
    {
        var order = lab.Order("a");
        var id = await lab.CreateAsync(order with { Spec = order.Spec with { Command = ["/bin/nothing"] } });
        Assert.Equal(EngineCodes.CommandNotFound, (await lab.Engine.Containers.StartAsync(id, default))?.Code);
    });

    [Fact]
    public Task An_image_that_is_not_there_is_named_as_such() => InLabAsync(async lab =>
    {
        var order = lab.Order("a", "run");
        var made = await lab.Engine.Containers.CreateAsync(order with { Spec = order.Spec with { ImageId = "sha256:" + new string('0', 64) } }, default);
        Assert.Equal(EngineCodes.ImageMissing, made.Problem?.Code);
        Assert.Null(await lab.Engine.Images.InspectAsync("gantry-conformance-nothing:1", default));
    });
}
