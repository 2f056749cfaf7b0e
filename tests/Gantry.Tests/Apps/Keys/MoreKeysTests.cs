using Gantry.Apps;
using Gantry.Resources.Apps;

namespace Gantry.Tests.Apps.Keys;

/// <summary>Keys whose meaning takes more than one place of the file.</summary>
public sealed class MoreKeysTests : IDisposable
{
    private readonly TemporaryProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void Volumes_may_be_others_or_have_options()
    {
        var mounts = Web("volumes: [\"a:/a\", \"b:/b\", \"c:/c\", \"d:/d\"]", """
            volumes:
              a: {external: true, name: their-data}
              b: {external: {name: older-form}}
              c: {external: true}
              d: {driver: local, driver_opts: {type: nfs, o: "addr=192.0.2.9,rw", device: ":/export"}, labels: [team=web]}
            """).Mounts;
        Assert.Equal(["their-data", "older-form", "c"], mounts.Take(3).Select(m => m.External));
        Assert.Equal((":/export", "web"), (mounts[3].DriverOpts!["device"], mounts[3].VolumeLabels!["team"]));
    }

    [Theory]
    [InlineData("{name: mine}", "compose.refused-value")]
    [InlineData("{driver: rexray}", "compose.refused-value")]
    [InlineData("{driver_opts: {size: 10g}}", "compose.refused-value")]
    [InlineData("{external: true, labels: {a: b}}", "compose.contradiction")]
    [InlineData("{driver_opts: {type: none, o: bind, device: /etc}}", "compose.unsafe")]
    [InlineData("{driver_opts: {type: ext4, device: /dev/sdb1}}", "compose.unsafe")]
    public void Volumes_that_cannot_be_are_refused(string volume, string code) =>
        Assert.Equal(code, Assert.Single(Load("volumes: [\"a:/a\"]", $"volumes: {{a: {volume}}}").Problems).Code);

    [Fact]
    public void A_device_is_mounted_where_an_exception_names_it() => Assert.NotNull(
        Load("volumes: [\"a:/a\"]\nx-gantry: {allow: [{what: volumes=/dev/sdb1, reason: the disk of the archive}]}", "volumes: {a: {driver_opts: {type: ext4, device: /dev/sdb1}}}").Definition);

    [Fact]
    public void Volumes_from_another_service_are_its_own_with_less_or_equal_rights()
    {
        var web = Web("volumes_from: [\"store:ro\"]\nvolumes: [\"own:/data\"]", """
              store: {image: "s:1", volumes: ["data:/data", "more:/more"], tmpfs: /tmp}
            volumes: {data: , more: , own: }
            """);
        Assert.Equal(["own:/data:False", "more:/more:True"], web.Mounts.Select(m => $"{m.Source}:{m.Target}:{m.ReadOnly}"));
        Assert.Equal(new Dependency("store", DependencyCondition.Started), Assert.Single(web.DependsOn));
    }

    [Fact]
    public void Links_are_names_and_dependencies()
    {
        var web = Web("links: [\"store:db\", other]", "  store: {image: \"s:1\"}\n  other: {image: \"o:1\"}");
        Assert.Equal(["store=db", "other=other"], web.Settings!.Naming!.Links!);
        Assert.Equal(["other", "store"], web.DependsOn.Select(d => d.Service));
    }

    [Theory]
    [InlineData("deploy: {update_config: {order: stop-first}}", Strategy.Recreate)]
    [InlineData("deploy: {update_config: {order: start-first}}", Strategy.Auto)]
    [InlineData("deploy: {update_config: {order: stop-first}}\nx-gantry: {strategy: rolling}", Strategy.Rolling)]
    public void The_order_of_an_update_is_a_strategy_unless_one_is_chosen(string lines, Strategy strategy) => Assert.Equal(strategy, Web(lines).Rollout.Strategy);

    [Fact]
    public void The_machines_own_network_has_room_for_one_release_at_a_time()
    {
        var web = Web("network_mode: host\nx-gantry: {allow: [{what: network_mode=host, reason: it answers for the whole machine}]}");
        Assert.Equal((Strategy.Recreate, 0), (web.Rollout.Strategy, web.Networks.Count));
    }

    [Theory]
    [InlineData("always", "always")]
    [InlineData("daily", "always")]
    [InlineData("every_12h", "always")]
    [InlineData("never", "never")]
    [InlineData("missing", null)]
    [InlineData("build", null)]
    public void Policies_say_when_an_image_is_looked_for(string policy, string? means) => Assert.Equal(means, Web($"pull_policy: {policy}").PullPolicy);

    [Fact]
    public void Labels_of_files_give_way_to_those_of_the_service()
    {
        project.Write("a.labels", "team=file\ntier=file\n");
        Assert.Equal(["team=key", "tier=file"], Web("label_file: a.labels\nlabels: {team: key}").Labels.Select(l => $"{l.Key}={l.Value}"));
    }

    [Fact]
    public void A_build_says_everything_that_the_engine_takes()
    {
        var build = Web("""
            build:
              context: .
              dockerfile_inline: "FROM a"
              labels: {a: b}
              tags: ["x:1"]
              cache_from: ["a:1", "type=registry,ref=b:1", "type=gha"]
              no_cache: true
              pull: true
              platforms: [linux/arm64]
              network: none
              extra_hosts: [db=192.0.2.7]
              shm_size: 1m
              ulimits: {nofile: 5}
            """).Build!;
        Assert.Equal(("FROM a", "b", "x:1", true, true, "linux/arm64"), (build.DockerfileInline, build.Labels!["a"], build.Tags![0], build.NoCache, build.Pull, build.Platform));
        Assert.Equal(["a:1", "b:1"], build.CacheFrom!);
        var around = build.Surroundings!;
        Assert.Equal(("none", "db=192.0.2.7", 1 << 20, new Ulimit(5, 5)), (around.Network, around.ExtraHosts![0], around.ShmSize, around.Ulimits!["nofile"]));
    }

    private ServiceDefinition Web(string service, string more = "") => Load(service, more) is { Definition: { } app } ? app.Services.Single(s => s.Name == "web")
        : throw new InvalidOperationException(string.Join('\n', project.Load().Problems));

    private ComposeResult Load(string service, string more = "") => project.Load($"services:\n  web:\n    image: web:1\n{string.Concat(service.Split('\n').Select(l => $"    {l.TrimEnd()}\n"))}{more}\n");
}
