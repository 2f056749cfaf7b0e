using Gantry.Resources;

namespace Gantry.Tests.Apps.Keys;

/// <summary>Values that an engine would refuse, or that contradict each other, are refused in the file.</summary>
public sealed class WrongValueTests : IDisposable
{
    private readonly TemporaryProject project = new();

    public void Dispose() => project.Dispose();

    [Theory]
    [InlineData("working_dir: app", "compose.bad-value")]
    [InlineData("runtime: \"a b\"", "compose.bad-name")]
    [InlineData("hostname: \"-x y\"", "compose.bad-name")]
    [InlineData("dns: example.org", "compose.bad-value")]
    [InlineData("extra_hosts: [\"db\"]", "compose.bad-value")]
    [InlineData("extra_hosts: {db: nowhere}", "compose.bad-value")]
    [InlineData("extra_hosts: [\"other:192.0.2.1\"]", "compose.name-clash")]
    [InlineData("links: [nobody]", "compose.unknown-service")]
    [InlineData("x-gantry: {traffic: {mirror: {to: nobody}}}", "compose.unknown-service")]
    [InlineData("x-gantry: {traffic: {mirror: {to: web}}}", "compose.contradiction")]
    [InlineData("x-gantry: {traffic: {mirror: {share: 10}}}", "compose.missing-key")]
    [InlineData("x-gantry: {traffic: {mirror: {to: other, share: 101}}}", "compose.bad-number")]
    [InlineData("x-gantry: {traffic: {mirror: {to: other, body: 129k}}}", "compose.bad-size")]
    [InlineData("x-gantry: {traffic: {mirror: {to: other, methods: [P0ST]}}}", "compose.bad-route")]
    [InlineData("links: [\"other:web\"]", "compose.name-clash")]
    [InlineData("sysctls: {kernel.panic: 1}", "compose.refused-value")]
    [InlineData("sysctls: [net.core.somaxconn]", "compose.bad-value")]
    [InlineData("ulimits: {nofiles: 5}", "compose.unknown-value")]
    [InlineData("ulimits: {nofile: {soft: 5}}", "compose.missing-key")]
    [InlineData("ulimits: {nofile: {soft: 5, hard: 4}}", "compose.contradiction")]
    [InlineData("ulimits: {nofile: many}", "compose.bad-number")]
    [InlineData("shm_size: large", "compose.bad-size")]
    [InlineData("logging: {driver: syslog}", "compose.refused-value")]
    [InlineData("logging: {driver: none}", "compose.refused-value")]
    [InlineData("logging: {options: {max-size: 2g}}", "compose.bad-value")]
    [InlineData("logging: {options: {max-size: \"-1\"}}", "compose.bad-value")]
    [InlineData("logging: {options: {maxsize: 2m}}", "compose.refused-value")]
    [InlineData("logging: {driver: local, options: {tag: x}}", "compose.refused-value")]
    [InlineData("memswap_limit: 64m", "compose.contradiction")]
    [InlineData("{mem_limit: 64m, memswap_limit: 32m}", "compose.contradiction")]
    [InlineData("{mem_limit: 64m, mem_reservation: 128m}", "compose.contradiction")]
    [InlineData("{mem_reservation: 64m, deploy: {resources: {reservations: {memory: 32m}}}}", "compose.contradiction")]
    [InlineData("{cpus: 1, cpu_quota: 5000}", "compose.contradiction")]
    [InlineData("{cpus: 1, cpu_period: 5000}", "compose.contradiction")]
    [InlineData("cpuset: all", "compose.bad-value")]
    [InlineData("mem_swappiness: 101", "compose.bad-number")]
    [InlineData("oom_score_adj: 1001", "compose.bad-number")]
    [InlineData("cpu_shares: 1", "compose.bad-number")]
    [InlineData("blkio_config: {weight: 5}", "compose.bad-number")]
    [InlineData("blkio_config: {device_read_bps: [{rate: 5}]}", "compose.missing-key")]
    [InlineData("cap_add: [SUPER_POWER]", "compose.unknown-value")]
    [InlineData("cap_drop: [CHWON]", "compose.unknown-value")]
    [InlineData("security_opt: [secomp:unconfined]", "compose.unknown-value")]
    [InlineData("security_opt: [\"seccomp:nowhere.json\"]", "compose.missing-file")]
    [InlineData("network_mode: service:other", "compose.refused-value")]
    [InlineData("network_mode: container:other", "compose.refused-value")]
    [InlineData("network_mode: mynet", "compose.refused-value")]
    [InlineData("{network_mode: none, networks: [default]}", "compose.contradiction")]
    [InlineData("{network_mode: none, ports: [\"1:1\"]}", "compose.contradiction")]
    [InlineData("{network_mode: none, x-gantry: {route: {port: 80}}}", "compose.contradiction")]
    [InlineData("{network_mode: none, x-gantry: {probe: {path: /}}}", "compose.contradiction")]
    [InlineData("pid: service:other", "compose.refused-value")]
    [InlineData("ipc: container:other", "compose.refused-value")]
    [InlineData("cgroup: shared", "compose.unknown-value")]
    [InlineData("devices: [vendor.example/class=all]", "compose.bad-value")]
    [InlineData("devices: [\"/dev/null:/dev/null:rx\"]", "compose.bad-value")]
    [InlineData("device_cgroup_rules: [anything]", "compose.bad-value")]
    [InlineData("gpus: [{count: 1, device_ids: [a]}]", "compose.contradiction")]
    [InlineData("volumes: [{type: bind, source: ., target: /x, bind: {propagation: rshared}}]", "compose.refused-value")]
    [InlineData("volumes: [{type: bind, source: ., target: /x, bind: {recursive: readonly}}]", "compose.refused-value")]
    [InlineData("volumes: [{type: bind, source: ., target: /x, volume: {nocopy: true}}]", "compose.contradiction")]
    [InlineData("volumes: [{type: tmpfs, target: /x, bind: {selinux: z}}]", "compose.contradiction")]
    [InlineData("volumes: [{type: volume, target: /x, volume: {subpath: ../y}}]", "compose.bad-value")]
    [InlineData("volumes: [{type: tmpfs, target: /x, tmpfs: {mode: 999}}]", "compose.bad-value")]
    [InlineData("tmpfs: \"/x:suid\"", "compose.refused-value")]
    [InlineData("label_file: nowhere", "compose.missing-file")]
    [InlineData("volumes_from: [nobody]", "compose.unknown-service")]
    [InlineData("volumes_from: [web]", "compose.cycle")]
    [InlineData("volumes_from: [\"container:x\"]", "compose.refused-value")]
    [InlineData("volumes_from: [\"other:rx\"]", "compose.bad-value")]
    [InlineData("platform: windows/amd64", "compose.refused-value")]
    [InlineData("platform: linux/amd64/v3/x", "compose.bad-value")]
    [InlineData("pull_policy: allways", "compose.unknown-value")]
    [InlineData("pull_policy: every_day", "compose.unknown-value")]
    [InlineData("build: {context: ., dockerfile_inline: FROM a, dockerfile: x}", "compose.contradiction")]
    [InlineData("build: {context: ., dockerfile_inline: FROM a, platforms: [linux/amd64, linux/arm64]}", "compose.refused-value")]
    [InlineData("build: {context: ., dockerfile_inline: FROM a, network: mine}", "compose.refused-value")]
    [InlineData("build: {context: ., dockerfile_inline: FROM a, tags: [A B]}", "compose.bad-image")]
    [InlineData("deploy: {update_config: {order: both}}", "compose.unknown-value")]
    [InlineData("deploy: {mode: global, replicas: 2}", "compose.contradiction")]
    [InlineData("deploy: {mode: global-job}", "compose.refused-value")]
    public void A_wrong_value_is_refused(string lines, string code)
    {
        var written = lines.StartsWith('{') ? lines[1..^1] : lines;
        var result = project.Load($"services:\n  web: {{image: \"web:1\", {written}}}\n  other: {{image: \"other:1\"}}\n");
        Assert.Null(result.Definition);
        Assert.Contains(result.Problems, p => p.Severity == Severity.Error && p.Code == code);
        Assert.All(result.Problems, p => Assert.True(p.Code == code || p.Code is "compose.unsafe", p.ToString()));
    }
}
