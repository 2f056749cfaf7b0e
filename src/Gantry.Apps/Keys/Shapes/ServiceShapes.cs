using System.Text.Json.Nodes;
using Gantry.Apps.Yaml;

namespace Gantry.Apps.Keys.Shapes;

/// <summary>The shapes of a service's keys. A test holds that every key of the specification has one.</summary>
internal static class ServiceShapes
{
    private static readonly Shape Text = new TextShape(TextKind.Text), Truth = new TextShape(TextKind.Truth), Whole = new TextShape(TextKind.Whole),
        Decimal = new TextShape(TextKind.Decimal), Size = new TextShape(TextKind.Size), Time = new TextShape(TextKind.Duration), Path = new TextShape(TextKind.Path),
        Command = new CommandShape(shell: false), Labels = new PairsShape(Text, empty: ""), Pairs = new PairsShape(Text), Hosts = new HostsShape(), Any = AnyShape.It,
        List = new ListShape(Text), Set = new ListShape(Text) { Identity = TextOf };

    public static string TextOf(YamlNode node) => node is Scalar scalar ? scalar.Text : $"?{node.At}";

    /// <summary>A secret or config of a service: its name alone, or a map.</summary>
    private static ListShape Grants(string folder)
    {
        var grant = new MapShape(Map(("source", Text), ("target", Text), ("uid", Text), ("gid", Text), ("mode", Text)))
        {
            FromShort = static name => new MapNode(name.At, [new MapEntry("source", name.At, name)], name.Tag),
            Defaults = (grant, _) =>
            {
                if (grant["source"] is { } source) grant.TryAdd("target", folder + source);
            },
        };
        return new ListShape(grant) { Identity = node => GrantTarget(node, folder) };
    }

    private static string GrantTarget(YamlNode node, string folder) => node switch
    {
        Scalar name => folder + name.Text,
        MapNode map when map.Find("target") is Scalar target => target.Text.StartsWith('/') ? target.Text : folder + target.Text,
        MapNode map when map.Find("source") is Scalar source => folder + source.Text,
        _ => $"?{node.At}",
    };

    private static readonly MapShape Ulimits = new(Map(), new MapShape(Map(("soft", Whole), ("hard", Whole)))
    {
        FromShort = static number => new MapNode(number.At, [new MapEntry("soft", number.At, number), new MapEntry("hard", number.At, number)], number.Tag),
        ShortStays = Whole,
    });

    private static readonly Shape Hooks = new ListShape(new MapShape(Map(("command", Command), ("user", Text), ("privileged", Truth), ("working_dir", Text), ("environment", Pairs))));

    private static readonly MapShape Build = new(Map(
        ("additional_contexts", new PairsShape(new TextShape(TextKind.Context))), ("args", Pairs), ("cache_from", List), ("cache_to", List), ("context", new TextShape(TextKind.Context)),
        ("dockerfile", Text), ("dockerfile_inline", Text), ("entitlements", Set), ("extra_hosts", Hosts), ("isolation", Text), ("labels", Labels), ("network", Text),
        ("no_cache", Truth), ("no_cache_filter", List), ("platforms", Set), ("privileged", Truth), ("provenance", Any), ("pull", Truth), ("sbom", Any), ("secrets", Grants("")),
        ("shm_size", Size), ("ssh", new PairsShape(Path)), ("tags", Set), ("target", Text), ("ulimits", Ulimits)))
    {
        FromShort = static context => new MapNode(context.At, [new MapEntry("context", context.At, context)], context.Tag),
        FolderKey = "context",
        Defaults = static (build, run) =>
        {
            build.TryAdd("context", run.Absolute("."));
            if (!build.ContainsKey("dockerfile_inline")) build.TryAdd("dockerfile", "Dockerfile");
        },
    };

    private static readonly MapShape Port = new(Map(("app_protocol", Text), ("host_ip", Text), ("mode", Text), ("name", Text), ("protocol", Text), ("published", Text), ("target", Whole)))
    {
        FromShort = PortForms.Long, Defaults = PortForms.Defaults,
    };

    private static readonly MapShape EnvFile = new(Map(("path", Path), ("required", Truth), ("format", Text)))
    {
        FromShort = static path => new MapNode(path.At, [new MapEntry("path", path.At, path)], path.Tag),
        Defaults = static (file, _) => file.TryAdd("required", true),
    };

    private static readonly MapShape Device = new(Map(("source", Text), ("target", Text), ("permissions", Text)))
    {
        FromShort = static node =>
        {
            var parts = node.Text.Split(':');
            MapEntry Part(string key, int at, string without) => new(key, node.At, new Scalar(node.At, parts.Length > at ? parts[at] : without, plain: false) { Raw = node.Raw });
            return new MapNode(node.At, [Part("source", 0, ""), Part("target", 1, parts[0]), Part("permissions", 2, "rwm")], node.Tag);
        },
    };

    private static readonly Shape DependsOn = new MapShape(Map(), new MapShape(Map(("condition", Text), ("required", Truth), ("restart", Truth)))
    {
        NullIsEmpty = true,
        Defaults = static (dependency, _) =>
        {
            dependency.TryAdd("condition", "service_started");
            dependency.TryAdd("required", true);
        },
    })
    { FromList = Names };

    private static readonly Shape Networks = new MapShape(Map(), new MapShape(Map(
        ("aliases", Set), ("driver_opts", Any), ("gw_priority", Whole), ("interface_name", Text), ("ipv4_address", Text), ("ipv6_address", Text),
        ("link_local_ips", Set), ("mac_address", Text), ("priority", Whole))))
    { FromList = Names, KeepsNulls = true };

    public static MapShape Service { get; } = new(Map(
        ("annotations", Labels), ("attach", Truth), ("blkio_config", DeployShapes.BlockIo), ("build", Build), ("cap_add", Set), ("cap_drop", Set), ("cgroup", Text),
        ("cgroup_parent", Text), ("command", Command), ("configs", Grants("/")), ("container_name", Text), ("cpu_count", Whole), ("cpu_percent", Decimal), ("cpu_period", Any),
        ("cpu_quota", Any), ("cpu_rt_period", Any), ("cpu_rt_runtime", Any), ("cpu_shares", Whole), ("cpus", Decimal), ("cpuset", Text),
        ("credential_spec", new MapShape(Map(("config", Text), ("file", Path), ("registry", Text)))), ("depends_on", DependsOn), ("deploy", DeployShapes.Deploy),
        ("develop", DeployShapes.Develop), ("device_cgroup_rules", List), ("devices", new ListShape(Device) { Identity = MountShape.Identity }), ("dns", Set), ("dns_opt", Set), ("dns_search", Set),
        ("domainname", Text), ("entrypoint", Command), ("env_file", new ListShape(EnvFile) { Identity = static n => n is MapNode map && map.Find("path") is { } path ? TextOf(path) : TextOf(n) }),
        ("environment", Pairs), ("expose", Set), ("extends", new MapShape(Map(("service", Text), ("file", Text))) { FromShort = static s => new MapNode(s.At, [new MapEntry("service", s.At, s)], s.Tag) }),
        ("external_links", List), ("extra_hosts", Hosts), ("gpus", DeployShapes.Gpus), ("group_add", Set), ("healthcheck", new MapShape(Map(
            ("disable", Truth), ("interval", Time), ("retries", Whole), ("start_interval", Time), ("start_period", Time), ("test", new CommandShape(shell: true)), ("timeout", Time)))),
        ("hostname", Text), ("image", Text), ("init", Truth), ("ipc", Text), ("isolation", Text), ("label_file", new ListShape(Path) { Identity = TextOf }), ("labels", Labels), ("links", Set),
        ("logging", new MapShape(Map(("driver", Text), ("options", new MapShape(Map(), Text)))) { KindKey = "driver" }), ("mac_address", Text), ("mem_limit", Size), ("mem_reservation", Size),
        ("mem_swappiness", Whole), ("memswap_limit", Size), ("models", new MapShape(Map(), Any) { FromList = Names, KeepsNulls = true }), ("network_mode", Text), ("networks", Networks),
        ("oom_kill_disable", Truth), ("oom_score_adj", Whole), ("pid", Text), ("pids_limit", Whole), ("platform", Text),
        ("ports", new ListShape(Port) { Identity = PortForms.Identity, Split = PortForms.Split }), ("post_start", Hooks), ("pre_stop", Hooks), ("privileged", Truth), ("profiles", Set),
        ("provider", Any), ("pull_policy", Text), ("pull_refresh_after", Text), ("read_only", Truth), ("restart", Text), ("runtime", Text), ("scale", Whole), ("secrets", Grants("/run/secrets/")),
        ("security_opt", new ListShape(new TextShape(TextKind.SecurityOption)) { Identity = TextOf }), ("shm_size", Size), ("stdin_open", Truth), ("stop_grace_period", Time), ("stop_signal", Text), ("storage_opt", new MapShape(Map(), Text)), ("sysctls", Pairs),
        ("tmpfs", new ListShape(Text) { Identity = static n => TextOf(n).Split(':')[0] }), ("tty", Truth), ("ulimits", Ulimits), ("use_api_socket", Truth), ("user", Text), ("userns_mode", Text),
        ("uts", Text), ("volumes", new ListShape(new MountShape()) { Identity = MountShape.Identity }), ("volumes_from", Set), ("working_dir", Text)));

    public static Dictionary<string, Shape> Map(params IEnumerable<(string Key, Shape Shape)> keys) => keys.ToDictionary(k => k.Key, k => k.Shape, StringComparer.Ordinal);

    /// <summary>A list of names as a map of them, nothing said of each.</summary>
    private static MapNode? Names(ListNode list) => list.Items.All(i => i is Scalar { IsNull: false })
        ? new MapNode(list.At, [.. list.Items.Cast<Scalar>().DistinctBy(i => i.Text).Select(i => new MapEntry(i.Text, i.At, new Scalar(i.At, "", plain: true, i.Tag)))], list.Tag)
        : null;
}
