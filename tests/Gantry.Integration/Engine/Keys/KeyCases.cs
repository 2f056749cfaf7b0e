namespace Gantry.Integration.Engine.Keys;

/// <summary>Every key of a service that a container shows, and how it shows it.</summary>
internal static class KeyCases
{
    public static IReadOnlyList<KeyCase> All { get; } = [.. Process, .. Naming, .. Reach, .. Limits, .. Walls, .. Mounts];

    private static IEnumerable<KeyCase> Process =>
    [
        new("image", "", ("Config.Image", "\"{image}\"")),
        new("command", "command: [\"/bin/act\", \"run\"]", ("Config.Cmd", """["/bin/act","run"]""")),
        new("command as a line", "command: /bin/act say 'two words'", ("Config.Cmd", """["/bin/act","say","two words"]""")),
        new("entrypoint", "entrypoint: [\"/bin/act\"]\ncommand: run", ("Config.Entrypoint", """["/bin/act"]"""), ("Config.Cmd", """["run"]""")),
        new("environment", "environment: {B: two, A: \"1\"}", ("Config.Env", """["A=1","B=two","{path}"]""")),
        new("env_file", "env_file: [it.env, {path: more.env, required: false, format: raw}]", ("Config.Env", """["A=from a file","{path}"]""")) { Files = [("it.env", "A=\"from a file\"\n")] },
        new("working_dir", "working_dir: /srv/app", ("Config.WorkingDir", "\"/srv/app\"")),
        new("tty", "tty: true", ("Config.Tty", "true")),
        new("stdin_open", "stdin_open: true", ("Config.OpenStdin", "true")),
        new("user", "user: \"1000:1001\"", ("Config.User", "\"1000:1001\"")),
        new("group_add", "group_add: [audio, 20]", ("HostConfig.GroupAdd", """["audio","20"]""")),
        new("init", "init: true", ("HostConfig.Init", "true")),
        new("runtime", "runtime: runc", ("HostConfig.Runtime", "\"runc\"")),
        new("labels", "labels: {team: web}", ("Config.Labels.team", "\"web\"")),
        new("label_file", "labels: {team: web}\nlabel_file: it.labels", ("Config.Labels.team", "\"web\""), ("Config.Labels.tier", "\"front\"")) { Files = [("it.labels", "team=other\ntier=front\n")] },
        new("stop_signal and stop_grace_period", "stop_signal: quit\nstop_grace_period: 1m30s", ("Config.StopSignal", "\"SIGQUIT\""), ("Config.StopTimeout", "90")),
        new("restart", "restart: on-failure:4", ("HostConfig.RestartPolicy", """{"Name":"on-failure","MaximumRetryCount":4}""")),
        new("restart: no", "restart: \"no\"", ("HostConfig.RestartPolicy.Name", "\"no\"")),
        new("deploy.restart_policy", "deploy: {restart_policy: {condition: on-failure, max_attempts: 2}}", ("HostConfig.RestartPolicy", """{"Name":"on-failure","MaximumRetryCount":2}""")),
        new("healthcheck", "healthcheck: {test: [\"CMD\", \"/bin/act\", \"tell\"], interval: 7s, timeout: 2s, retries: 5, start_period: 9s, start_interval: 1s}",
            ("Config.Healthcheck.Test", """["CMD","/bin/act","tell"]"""), ("Config.Healthcheck.Interval", "7000000000"), ("Config.Healthcheck.Timeout", "2000000000"),
            ("Config.Healthcheck.Retries", "5"), ("Config.Healthcheck.StartPeriod", "9000000000")),
        new("healthcheck as a line", "healthcheck: {test: act tell}", ("Config.Healthcheck.Test", """["CMD-SHELL","act tell"]""")),
        new("healthcheck.disable", "healthcheck: {disable: true}", ("Config.Healthcheck.Test", """["NONE"]""")),
        new("logging", "logging: {driver: json-file, options: {max-size: 1m, max-file: \"7\", tag: it}}",
            ("HostConfig.LogConfig", """{"Type":"json-file","Config":{"max-file":"7","max-size":"1m","tag":"it"}}""")),
        new("logging: local", "logging: {driver: local}", ("HostConfig.LogConfig", """{"Type":"local","Config":{"max-file":"3","max-size":"10m"}}""")),
    ];

    private static IEnumerable<KeyCase> Naming =>
    [
        new("hostname and domainname", "hostname: it.example\ndomainname: example.org", ("Config.Hostname", "\"it.example\""), ("Config.Domainname", "\"example.org\"")),
        new("dns", "dns: [192.0.2.53, 192.0.2.54]\ndns_search: [example.org]\ndns_opt: [\"ndots:2\"]",
            ("HostConfig.Dns", """["192.0.2.53","192.0.2.54"]"""), ("HostConfig.DnsSearch", """["example.org"]"""), ("HostConfig.DnsOptions", """["ndots:2"]""")),
        new("extra_hosts", "extra_hosts: [\"db.example:192.0.2.7\", \"v6=[::1]\", \"machine:host-gateway\"]",
            ("HostConfig.ExtraHosts", """["db.example:192.0.2.7","v6:::1","machine:host-gateway"]""")),
        new("links and expose", "links: [\"other:database\"]", ("HostConfig.ExtraHosts", """["database:10.198.0.2","other:10.198.0.2"]"""))
        {
            More = "  other: {image: \"other:1\", expose: [5432]}",
        },
        new("networks", "networks: {front: {aliases: [it-too]}, back: }", ("NetworkSettings.Networks.*", """["back","front"]""")) { More = "networks: {front: {driver: bridge}, back: }" },
        new("network_mode: none", "network_mode: none", ("HostConfig.NetworkMode", "\"none\"")),
        new("network_mode: host", "network_mode: host", ("HostConfig.NetworkMode", "\"host\"")) { Allow = ["network_mode=host"] },
    ];

    private static IEnumerable<KeyCase> Reach =>
    [
        new("external networks", "networks: {theirs: {aliases: [shop]}, inner: }", ("NetworkSettings.Networks.*", """["inner","{external}","theirs"]"""))
        { More = "networks: {inner: , theirs: {external: true, name: \"{external}\"}}" },
        new("ports with udp", "ports: [\"53535:53/udp\", \"0.0.0.0:53536-53537:54-55/udp\", {target: 53, published: 53538, protocol: udp, host_ip: \"::1\"}]",
            ("HostConfig.PortBindings", """{"53/udp":[{"HostIp":"127.0.0.1","HostPort":"53535"},{"HostIp":"::1","HostPort":"53538"}],"54/udp":[{"HostIp":"0.0.0.0","HostPort":"53536"}],"55/udp":[{"HostIp":"0.0.0.0","HostPort":"53537"}]}"""),
            ("Config.ExposedPorts", """{"53/udp":{},"54/udp":{},"55/udp":{}}""")),
    ];

    private static IEnumerable<KeyCase> Limits =>
    [
        new("limits of memory", "mem_limit: 64m\nmem_reservation: 32m\nmemswap_limit: 128m\nmem_swappiness: 10",
            ("HostConfig.Memory", "67108864"), ("HostConfig.MemoryReservation", "33554432"), ("HostConfig.MemorySwap", "134217728"), ("HostConfig.MemorySwappiness", "10")),
        new("deploy.resources", "deploy: {resources: {limits: {cpus: \"0.5\", memory: 64m, pids: 33}, reservations: {memory: 32m}}}",
            ("HostConfig.NanoCpus", "500000000"), ("HostConfig.Memory", "67108864"), ("HostConfig.PidsLimit", "33"), ("HostConfig.MemoryReservation", "33554432")),
        new("cpus and pids_limit", "cpus: 1.5\npids_limit: 44", ("HostConfig.NanoCpus", "1500000000"), ("HostConfig.PidsLimit", "44")),
        new("cpu_shares, cpu_period, cpu_quota and cpuset", "cpu_shares: 512\ncpu_period: 50ms\ncpu_quota: 25000\ncpuset: \"0\"",
            ("HostConfig.CpuShares", "512"), ("HostConfig.CpuPeriod", "50000"), ("HostConfig.CpuQuota", "25000"), ("HostConfig.CpusetCpus", "\"0\"")),
        new("oom_score_adj", "oom_score_adj: 500", ("HostConfig.OomScoreAdj", "500")),
        new("oom_score_adj below 0", "oom_score_adj: -500", ("HostConfig.OomScoreAdj", "-500")) { Allow = ["oom_score_adj"] },
        new("oom_kill_disable", "oom_kill_disable: true\nmem_limit: 64m", ("HostConfig.OomKillDisable", "true")) { Allow = ["oom_kill_disable"] },
        new("blkio_config of devices", "blkio_config: {device_read_bps: [{path: /dev/null, rate: 1mb}], device_read_iops: [{path: /dev/null, rate: 100}], "
            + "device_write_bps: [{path: /dev/null, rate: 2mb}], device_write_iops: [{path: /dev/null, rate: 200}]}",
            ("HostConfig.BlkioDeviceReadBps", """[{"Path":"/dev/null","Rate":1048576}]"""), ("HostConfig.BlkioDeviceReadIOps", """[{"Path":"/dev/null","Rate":100}]"""),
            ("HostConfig.BlkioDeviceWriteBps", """[{"Path":"/dev/null","Rate":2097152}]"""), ("HostConfig.BlkioDeviceWriteIOps", """[{"Path":"/dev/null","Rate":200}]""")),
        new("sysctls", "sysctls: {net.core.somaxconn: 1024}", ("HostConfig.Sysctls", """{"net.core.somaxconn":"1024"}""")),
        new("ulimits", "ulimits: {nofile: {soft: 1000, hard: 2000}, nproc: 500}",
            ("HostConfig.Ulimits", """[{"Name":"nofile","Hard":2000,"Soft":1000},{"Name":"nproc","Hard":500,"Soft":500}]""")),
        new("shm_size", "shm_size: 128m", ("HostConfig.ShmSize", "134217728")),
    ];

    private static IEnumerable<KeyCase> Walls =>
    [
        new("nothing", "", ("HostConfig.CapDrop", """["ALL"]"""), ("HostConfig.SecurityOpt", """["no-new-privileges"]"""), ("HostConfig.PidsLimit", "512"), ("HostConfig.Privileged", "false"),
            ("HostConfig.CapAdd", """["CHOWN","DAC_OVERRIDE","FOWNER","KILL","NET_BIND_SERVICE","SETGID","SETUID"]""")),
        new("cap_add", "cap_add: [NET_RAW, cap_ipc_lock]\nuser: \"1000\"", ("HostConfig.CapAdd", """["IPC_LOCK","NET_RAW"]"""), ("HostConfig.CapDrop", """["ALL"]""")),
        new("cap_drop", "cap_drop: [CHOWN, KILL]", ("HostConfig.CapAdd", """["DAC_OVERRIDE","FOWNER","NET_BIND_SERVICE","SETGID","SETUID"]""")),
        new("cap_drop: ALL", "cap_drop: [ALL]\ncap_add: [CHOWN]", ("HostConfig.CapAdd", """["CHOWN"]""")),
        new("cap_add: NET_ADMIN", "cap_add: [NET_ADMIN]\ncap_drop: [ALL]", ("HostConfig.CapAdd", """["NET_ADMIN"]""")) { Allow = ["cap_add=NET_ADMIN"] },
        new("cap_add: ALL", "cap_add: [ALL]\nuser: \"1000\"\ncap_drop: [SYS_TIME]", ("HostConfig.CapAdd", """["ALL"]"""), ("HostConfig.CapDrop", """["SYS_TIME"]""")) { Allow = ["cap_add=ALL"] },
        new("read_only", "read_only: true", ("HostConfig.ReadonlyRootfs", "true")),
        new("security_opt", "security_opt: [\"no-new-privileges:true\"]", ("HostConfig.SecurityOpt", """["no-new-privileges"]""")),
        new("security_opt: seccomp", "security_opt: [\"seccomp:unconfined\", \"apparmor=unconfined\", \"no-new-privileges:false\"]",
            ("HostConfig.SecurityOpt", """["apparmor=unconfined","seccomp=unconfined"]"""))
        { Allow = ["security_opt=seccomp=unconfined", "security_opt=apparmor=unconfined", "security_opt=no-new-privileges=false"] },
        new("security_opt: seccomp of one's own", "security_opt: [\"seccomp:./profile.json\"]", ("HostConfig.SecurityOpt", """["no-new-privileges","seccomp={\"defaultAction\":\"SCMP_ACT_ALLOW\"}"]"""))
        { Allow = ["security_opt=seccomp=./profile.json"], Files = [("profile.json", """{ "defaultAction": "SCMP_ACT_ALLOW" }""")] },
        new("privileged", "privileged: true", ("HostConfig.Privileged", "true")) { Allow = ["privileged"] },
        new("pid, uts and userns_mode", "pid: host\nuts: host\nuserns_mode: host", ("HostConfig.PidMode", "\"host\""), ("HostConfig.UTSMode", "\"host\""), ("HostConfig.UsernsMode", "\"host\""))
        { Allow = ["pid=host", "uts=host", "userns_mode=host"] },
        new("ipc: shareable", "ipc: shareable", ("HostConfig.IpcMode", "\"shareable\"")),
        new("ipc: host", "ipc: host", ("HostConfig.IpcMode", "\"host\"")) { Allow = ["ipc=host"] },
        new("cgroup", "cgroup: host", ("HostConfig.CgroupnsMode", "\"host\"")) { Allow = ["cgroup=host"] },
        new("cgroup_parent", "cgroup_parent: /mine", ("HostConfig.CgroupParent", "\"/mine\"")) { Allow = ["cgroup_parent=/mine"] },
        new("devices", "devices: [\"/dev/null:/dev/mine:r\", {source: /dev/zero, target: /dev/other, permissions: rw}]",
            ("HostConfig.Devices", """[{"PathOnHost":"/dev/null","PathInContainer":"/dev/mine","CgroupPermissions":"r"},{"PathOnHost":"/dev/zero","PathInContainer":"/dev/other","CgroupPermissions":"rw"}]"""))
        { Allow = ["devices=/dev/null", "devices=/dev/zero"] },
        new("device_cgroup_rules", "device_cgroup_rules: [\"c 1:3 mr\"]", ("HostConfig.DeviceCgroupRules", """["c 1:3 mr"]""")) { Allow = ["device_cgroup_rules=c 1:3 mr"] },
        new("gpus", "gpus: [{count: 2, driver: nvidia, capabilities: [utility], options: {a: b}}]",
            ("HostConfig.DeviceRequests", """[{"Driver":"nvidia","Count":2,"DeviceIDs":null,"Capabilities":[["utility","gpu"]],"Options":{"a":"b"}}]""")) { Allow = ["gpus"] },
        new("deploy.resources.reservations.devices", "deploy: {resources: {reservations: {devices: [{capabilities: [gpu], device_ids: [\"0\"]}]}}}",
            ("HostConfig.DeviceRequests", """[{"Driver":"","Count":0,"DeviceIDs":["0"],"Capabilities":[["gpu"]],"Options":null}]""")) { Allow = ["deploy.resources.reservations.devices"] },
    ];

    private static IEnumerable<KeyCase> Mounts =>
    [
        new("configs and secrets", "configs: [{source: site, target: /etc/site.conf, uid: \"0\", gid: \"0\", mode: 0440}, inline]\nsecrets: [{source: key, target: tls/key, uid: \"0\", gid: \"0\", mode: \"0400\"}, token]",
            ("HostConfig.Mounts", """[{"Type":"bind","Source":"{project}/deliveries/it/0","Target":"/etc/site.conf","ReadOnly":true},{"Type":"bind","Source":"{project}/deliveries/it/1","Target":"/inline","ReadOnly":true},{"Type":"bind","Source":"{project}/deliveries/it/2","Target":"/run/secrets/tls/key","ReadOnly":true},{"Type":"bind","Source":"{project}/deliveries/it/3","Target":"/run/secrets/token","ReadOnly":true}]"""))
        {
            More = "configs:\n  site: {file: ./site.conf}\n  inline: {content: \"a ${HOME_OF_IT:-b}\"}\nsecrets:\n  key: {file: ./key.pem}\n  token: {environment: TOKEN}",
            Files = [("site.conf", "listen 80\n"), ("key.pem", "secret\n"), (".env", "TOKEN=t0ken\n")],
        },
        new("volumes", "volumes: [\"data:/data:nocopy\", \"./conf:/conf:ro\", \"/anonymous\"]",
            ("HostConfig.Mounts", """[{"Type":"volume","Source":"{volume}data","Target":"/data","VolumeOptions":{"NoCopy":true}},{"Type":"bind","Source":"{project}/conf","Target":"/conf","ReadOnly":true},{"Type":"volume","Target":"/anonymous"}]"""))
        { More = "volumes: {data: {driver: local}}", Files = [("conf/it.conf", "")] },
        new("volumes in the long form", "volumes: [{type: volume, source: data, target: /data, read_only: true, volume: {nocopy: true}}, "
            + "{type: bind, source: ./conf, target: /conf, bind: {propagation: rslave, recursive: disabled}}, {type: tmpfs, target: /scratch, tmpfs: {size: 1m, mode: 1770}}]",
            ("HostConfig.Mounts", """[{"Type":"volume","Source":"{volume}data","Target":"/data","ReadOnly":true,"VolumeOptions":{"NoCopy":true}},{"Type":"bind","Source":"{project}/conf","Target":"/conf","BindOptions":{"Propagation":"rslave","NonRecursive":true}},{"Type":"tmpfs","Target":"/scratch","TmpfsOptions":{"SizeBytes":1048576,"Mode":1016}}]"""))
        { More = "volumes: {data: }", Files = [("conf/it.conf", "")] },
        new("volumes with labels for SELinux", "volumes: [\"./conf:/conf:ro,z\", {type: bind, source: ./conf, target: /more, bind: {selinux: Z}}]",
            ("HostConfig.Binds", """["{project}/conf:/conf:ro,z","{project}/conf:/more:rw,Z"]""")) { Files = [("conf/it.conf", "")] },
        new("volumes_from and external volumes", "volumes_from: [\"other:ro\"]",
            ("HostConfig.Mounts", """[{"Type":"volume","Source":"{external}","Target":"/theirs","ReadOnly":true}]"""))
        { More = "  other: {image: \"other:1\", volumes: [\"theirs:/theirs\"]}\nvolumes: {theirs: {external: true, name: \"{external}\"}}" },
        new("volumes: /etc", "volumes: [\"/etc:/host:ro\"]", ("HostConfig.Mounts", """[{"Type":"bind","Source":"/etc","Target":"/host","ReadOnly":true}]""")) { Allow = ["volumes=/etc"] },
        new("tmpfs", "tmpfs: [\"/run:size=1m,mode=1777\", \"/cache\"]",
            ("HostConfig.Mounts", """[{"Type":"tmpfs","Target":"/run","TmpfsOptions":{"SizeBytes":1048576,"Mode":1023}},{"Type":"tmpfs","Target":"/cache"}]""")),
        new("tmpfs with an owner", "tmpfs: \"/run:size=1m,uid=1000,gid=1001,exec\"", ("HostConfig.Tmpfs", """{"/run":"size=1048576,exec,gid=1001,uid=1000"}""")),
    ];
}
