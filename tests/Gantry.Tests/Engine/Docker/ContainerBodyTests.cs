using System.Text.Json;
using Gantry.Engine;
using Gantry.Engine.Docker;
using Gantry.Engine.Docker.Wire;
using Gantry.Resources.Apps;
using Gantry.Resources.Replicas;

namespace Gantry.Tests.Engine.Docker;

public sealed class ContainerBodyTests
{
    private static readonly ContainerOrder Plain = new()
    {
        Name = "a", Hostname = "web-1", Labels = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" },
        Addresses = new Dictionary<string, string>(),
        Spec = new ContainerSpec { ImageId = "sha256:1", ImageName = "web:1", Networks = [] },
    };

    private static JsonElement Json(ContainerOrder order) =>
        JsonDocument.Parse(JsonSerializer.Serialize(ContainerBody.From(order), DockerJson.Default.CreateJson)).RootElement;

    [Fact]
    public void A_container_that_says_nothing_is_a_safe_one()
    {
        var host = Json(Plain).GetProperty("HostConfig");
        Assert.Equal("""["ALL"]""", host.GetProperty("CapDrop").GetRawText());
        Assert.Equal("[]", host.GetProperty("CapAdd").GetRawText());
        Assert.Equal("""["no-new-privileges"]""", host.GetProperty("SecurityOpt").GetRawText());
        Assert.Equal(512, host.GetProperty("PidsLimit").GetInt32());
        Assert.Equal("none", host.GetProperty("NetworkMode").GetString());
        Assert.Equal("10m", host.GetProperty("LogConfig").GetProperty("Config").GetProperty("max-size").GetString());
        Assert.False(host.TryGetProperty("Memory", out _));
        Assert.False(Json(Plain).TryGetProperty("Entrypoint", out _));
    }

    [Theory]
    [InlineData(RestartPolicy.Always, null, false, "unless-stopped", 0)]
    [InlineData(RestartPolicy.UnlessStopped, null, false, "unless-stopped", 0)]
    [InlineData(RestartPolicy.OnFailure, 4, false, "on-failure", 4)]
    [InlineData(RestartPolicy.No, null, false, "no", 0)]
    [InlineData(RestartPolicy.Always, null, true, "no", 0)]
    public void Restarts_are_the_engine_s_so_that_they_go_on_without_the_platform(RestartPolicy policy, int? most, bool once, string name, int retries)
    {
        var order = Plain with { Once = once, Spec = Plain.Spec with { Restart = policy, RestartMaxAttempts = most } };
        Assert.Equal(new RestartPolicyJson(name, retries), ContainerBody.From(order).HostConfig.RestartPolicy);
    }

    [Fact]
    public void Everything_that_is_asked_for_is_passed_on()
    {
        var body = Json(Plain with
        {
            Addresses = new Dictionary<string, string> { ["one"] = "10.1.0.10", ["two"] = "10.2.0.10" },
            Spec = Plain.Spec with
            {
                Entrypoint = [],
                Command = ["serve", "--all"],
                Environment = new Dictionary<string, string> { ["B"] = "2", ["A"] = "x=y" },
                Hosts = new Dictionary<string, string> { ["api"] = "10.77.0.2" },
                Networks = [new ContainerNetwork("one", ["web"]), new ContainerNetwork("two", [])],
                Mounts = [new MountDefinition(MountKind.Volume, "", "/anonymous"), new MountDefinition(MountKind.Bind, "/etc/x", "/x", true), new MountDefinition(MountKind.Tmpfs, "", "/t") { SizeBytes = 5 }],
                Healthcheck = new HealthcheckDefinition { Test = ["curl localhost"], Shell = true, Interval = TimeSpan.FromSeconds(5), Retries = 2 },
                Resources = new ResourceLimits { Cpus = 0.5, MemoryBytes = 1 << 26, Pids = 7 },
                StopGracePeriod = TimeSpan.FromSeconds(1.2),
                StopSignal = "SIGINT",
                User = "1000:1000",
                ReadOnly = true,
                Init = true,
                Capabilities = ["CHOWN"],
            },
        });
        Assert.Equal("""[""]""", body.GetProperty("Entrypoint").GetRawText());
        Assert.Equal("""["A=x=y","B=2"]""", body.GetProperty("Env").GetRawText());
        Assert.Equal(("SIGINT", 2, "1000:1000"), (body.GetProperty("StopSignal").GetString(), body.GetProperty("StopTimeout").GetInt32(), body.GetProperty("User").GetString()));
        Assert.Equal("""{"Test":["CMD-SHELL","curl localhost"],"Interval":5000000000,"Retries":2}""", body.GetProperty("Healthcheck").GetRawText());
        Assert.Equal("""{"EndpointsConfig":{"one":{"IPAMConfig":{"IPv4Address":"10.1.0.10"},"Aliases":["web"]}}}""", body.GetProperty("NetworkingConfig").GetRawText());
        var host = body.GetProperty("HostConfig");
        Assert.Equal(("one", 500_000_000, 1 << 26, 7), (host.GetProperty("NetworkMode").GetString(), host.GetProperty("NanoCpus").GetInt64(), host.GetProperty("Memory").GetInt64(), host.GetProperty("PidsLimit").GetInt32()));
        Assert.Equal("""["api:10.77.0.2"]""", host.GetProperty("ExtraHosts").GetRawText());
        Assert.Equal(
            """[{"Type":"volume","Target":"/anonymous","ReadOnly":false},{"Type":"bind","Source":"/etc/x","Target":"/x","ReadOnly":true},{"Type":"tmpfs","Target":"/t","ReadOnly":false,"TmpfsOptions":{"SizeBytes":5}}]""",
            host.GetProperty("Mounts").GetRawText());
        Assert.True(host.GetProperty("ReadonlyRootfs").GetBoolean() && host.GetProperty("Init").GetBoolean());
    }

    [Fact]
    public void A_disabled_health_check_is_said_to_be_none() => Assert.Equal(["NONE"], ContainerBody.From(
        Plain with { Spec = Plain.Spec with { Healthcheck = new HealthcheckDefinition { Disabled = true } } }).Healthcheck!.Test!);

    [Fact]
    public void Weights_of_disks_and_checks_while_starting_are_passed_on_also_where_this_machine_has_none()
    {
        var body = Json(Plain with
        {
            Spec = Plain.Spec with
            {
                Resources = new ResourceLimits { BlkioConfig = new BlockIo { Weight = 300, WeightDevice = [new DeviceRate("/dev/sda", 400)] } },
                Healthcheck = new HealthcheckDefinition { Test = ["x"], StartInterval = TimeSpan.FromSeconds(1) },
                Mounts = [new MountDefinition(MountKind.Volume, "v", "/v") { Subpath = "part" }],
            },
        });
        var host = body.GetProperty("HostConfig");
        Assert.Equal((300, """[{"Path":"/dev/sda","Weight":400}]"""), (host.GetProperty("BlkioWeight").GetInt32(), host.GetProperty("BlkioWeightDevice").GetRawText()));
        Assert.Equal(1_000_000_000, body.GetProperty("Healthcheck").GetProperty("StartInterval").GetInt64());
        Assert.Equal("part", host.GetProperty("Mounts")[0].GetProperty("VolumeOptions").GetProperty("Subpath").GetString());
    }

    [Theory]
    [InlineData("1.41", true)]
    [InlineData("1.44", true)]
    [InlineData("1.45", false)]
    [InlineData("1.47", false)]
    public void An_engine_that_would_pass_over_a_part_of_a_volume_is_not_asked(string api, bool refused)
    {
        var order = Plain with { Spec = Plain.Spec with { Mounts = [new MountDefinition(MountKind.Volume, "v", "/v") { Subpath = "part" }] } };
        Assert.Equal(refused ? EngineCodes.NotAble : null, OlderEngines.Refuse(order, api)?.Code);
        Assert.Null(OlderEngines.Refuse(Plain, api));
    }

    [Fact]
    public void A_log_is_bounded_whatever_is_said_of_it()
    {
        var order = Plain with { Spec = Plain.Spec with { Settings = new ContainerSettings { Logging = new LoggingSettings("local") { Options = new Dictionary<string, string> { ["max-file"] = "9" } } } } };
        Assert.Equal(("local", "10m", "9"), ContainerBody.From(order).HostConfig.LogConfig is var log ? (log.Type, log.Config["max-size"], log.Config["max-file"]) : default);
    }
}
