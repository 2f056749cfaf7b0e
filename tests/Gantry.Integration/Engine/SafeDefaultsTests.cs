using Gantry.Engine;
using Gantry.Resources.Apps;
using Gantry.Simulation.Conformance;

namespace Gantry.Integration.Engine;

/// <summary>What a process in a container can really do, asked from inside.</summary>
public sealed class SafeDefaultsTests(ActImage image) : IClassFixture<ActImage>
{
    [Fact]
    public async Task A_process_has_no_capabilities_cannot_gain_any_is_filtered_and_cannot_fork_without_end()
    {
        var status = await OutputAsync(o => o, "status");
        Assert.Contains("NoNewPrivs:\t1", status);
        Assert.Contains("Seccomp:\t2", status);
        Assert.Contains("CapEff:\t0000000000000000", status);
        Assert.Contains("CapBnd:\t0000000000000000", status);
        Assert.Contains("512", status.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
    }

    [Fact]
    public async Task Capabilities_are_given_back_by_name() =>
        // NET_BIND_SERVICE is bit 10.
        Assert.Contains("CapEff:\t0000000000000400", await OutputAsync(
            o => o with { Spec = o.Spec with { Capabilities = ["NET_BIND_SERVICE"] } }, "status"));

    [Fact]
    public async Task Names_lead_to_the_addresses_that_they_were_given()
    {
        var hosts = await OutputAsync(o => o with
        {
            Spec = o.Spec with { Hosts = new SortedDictionary<string, string> { ["api"] = "127.88.0.7" } },
        }, "hosts");
        Assert.Contains("127.88.0.7\tapi", hosts);
        Assert.EndsWith("safe\n", hosts);
    }

    [Fact]
    public async Task A_read_only_container_writes_to_its_tmpfs_alone()
    {
        ContainerOrder ReadOnly(ContainerOrder o) => o with
        {
            Spec = o.Spec with { ReadOnly = true, Mounts = [new MountDefinition(MountKind.Tmpfs, "", "/scratch") { SizeBytes = 1 << 20 }] },
        };
        Assert.Equal(0, (await EndedAsync(ReadOnly, "write", "/scratch/x", "1")).ExitCode);
        Assert.NotEqual(0, (await EndedAsync(ReadOnly, "write", "/x", "1")).ExitCode);
    }

    private async Task<string> OutputAsync(Func<ContainerOrder, ContainerOrder> change, string words)
    {
        var lab = new EngineLab(image.Engine, TimeProvider.System, ActImage.Name, image.Id);
        try
        {
            var id = await lab.RunAsync(change(lab.Order("safe", "run")));
            return (await image.Engine.Containers.ExecAsync(id, ["/bin/act", words], TimeSpan.FromSeconds(20), default)).Require().Output;
        }
        finally
        {
            await lab.ClearAsync();
        }
    }

    private async Task<Container> EndedAsync(Func<ContainerOrder, ContainerOrder> change, params string[] words)
    {
        var lab = new EngineLab(image.Engine, TimeProvider.System, ActImage.Name, image.Id);
        try
        {
            return await lab.EndedAsync(await lab.RunAsync(change(lab.Order("safe", words))));
        }
        finally
        {
            await lab.ClearAsync();
        }
    }
}
