using Gantry.Resources.Apps;
using Gantry.Resources.Releases;
using Gantry.Rollouts.Decisions;

namespace Gantry.Tests.Rollouts;

/// <summary>Whatever reaches a container replaces it when it changes, and the plan calls it by the name that the file has for it.</summary>
public sealed class DifferencesTests
{
    private static readonly ServiceDefinition Plain = new() { Name = "web", Image = "web:1", Networks = [new NetworkAttachment("default")] };

    public static TheoryData<string, Func<ServiceDefinition, ServiceDefinition>> Changes => new()
    {
        { "working_dir", s => s with { Settings = new ContainerSettings { Process = new ProcessSettings { WorkingDir = "/srv" } } } },
        { "hostname", s => s with { Settings = new ContainerSettings { Naming = new NamingSettings { Hostname = "x" } } } },
        { "cap_add", s => s with { Settings = new ContainerSettings { Isolation = new IsolationSettings { CapAdd = ["NET_RAW"] } } } },
        { "ulimits", s => s with { Settings = new ContainerSettings { Kernel = new KernelSettings { Ulimits = new Dictionary<string, Ulimit> { ["nofile"] = new(1, 1) } } } } },
        { "driver", s => s with { Settings = new ContainerSettings { Logging = new LoggingSettings("local") } } },
        { "mem_reservation", s => s with { Resources = new ResourceLimits { MemReservation = 1 << 25 } } },
        { "resources", s => s with { Resources = new ResourceLimits { MemoryBytes = 1 << 25 } } },
        { "configs.site", s => s with { Files = [new FileDefinition(FileKind.Config, "site", "/site", "YQ==")] } },
        { "mounts", s => s with { Mounts = [new MountDefinition(MountKind.Tmpfs, "", "/run") { Mode = 511 }] } },
    };

    [Theory, MemberData(nameof(Changes))]
    public void A_change_is_named_and_makes_another_container(string name, Func<ServiceDefinition, ServiceDefinition> change)
    {
        var (before, after) = (Release(Plain), Release(change(Plain)));
        Assert.Equal([name], Differences.Between(before, after, "web"));
        Assert.NotEqual(before.Service("web")!.Fingerprint, after.Service("web")!.Fingerprint);
        Assert.NotEqual(before.Fingerprint, after.Fingerprint);
    }

    [Fact]
    public void The_content_of_a_secret_is_a_difference_that_is_named_and_not_shown()
    {
        ServiceDefinition With(string content) => Plain with { Files = [new FileDefinition(FileKind.Secret, "key", "/run/secrets/key", content)] };
        Assert.Equal(["secrets.key"], Differences.Between(Release(With("YQ==")), Release(With("Yg==")), "web"));
    }

    [Fact]
    public void Another_reason_for_an_exception_is_another_release_and_the_same_container()
    {
        ServiceDefinition With(string reason) => Plain with { Exceptions = [new SafetyException("privileged", reason)] };
        var (before, after) = (Release(With("one reason")), Release(With("another")));
        Assert.Equal(before.Service("web")!.Fingerprint, after.Service("web")!.Fingerprint);
        Assert.NotEqual(before.Fingerprint, after.Fingerprint);
        Assert.Equal(["exceptions"], Differences.Between(before, after, "web"));
    }

    private static ReleaseSpec Release(ServiceDefinition service) => ReleaseFactory.Make(
        new AppDefinition { Name = "shop", Environment = "test", ProjectDirectory = "/x", Services = [service] },
        new Dictionary<string, ImageFacts> { ["web"] = new() { Id = "sha256:1", Name = "web:1" } }, 1, "me", DateTimeOffset.UnixEpoch).Release!;
}
