using Gantry.Apps.Yaml;
using static Gantry.Apps.Keys.Shapes.ServiceShapes;

namespace Gantry.Apps.Keys.Shapes;

/// <summary>The shapes of what stands deeper in a service: deploy, develop, devices and disk traffic.</summary>
internal static class DeployShapes
{
    private static readonly Shape Text = new TextShape(TextKind.Text), Truth = new TextShape(TextKind.Truth), Whole = new TextShape(TextKind.Whole),
        Decimal = new TextShape(TextKind.Decimal), Size = new TextShape(TextKind.Size), Time = new TextShape(TextKind.Duration), Path = new TextShape(TextKind.Path),
        Command = new CommandShape(shell: false), Labels = new PairsShape(Text, empty: ""), Any = AnyShape.It, List = new ListShape(Text);

    private static readonly TextShape Count = new(TextKind.Count);

    private static readonly ListShape Devices = new(new MapShape(Map(("capabilities", List), ("count", Count), ("device_ids", List), ("driver", Text), ("options", new PairsShape(Text)))));

    private static readonly MapShape Change = new(Map(
        ("parallelism", Whole), ("delay", Time), ("failure_action", Text), ("monitor", Time), ("max_failure_ratio", Decimal), ("order", Text)));

    private static readonly MapShape Limits = new(Map(("cpus", Decimal), ("memory", Size), ("pids", Whole)));

    private static readonly MapShape Reservations = new(Map(("cpus", Decimal), ("memory", Size), ("pids", Whole), ("devices", Devices), ("generic_resources", Any)));

    public static MapShape Deploy { get; } = new(Map(
        ("endpoint_mode", Text), ("labels", Labels), ("mode", Text),
        ("placement", new MapShape(Map(("constraints", List), ("preferences", new ListShape(new MapShape(Map(("spread", Text))))), ("max_replicas_per_node", Whole)))),
        ("replicas", Whole), ("resources", new MapShape(Map(("limits", Limits), ("reservations", Reservations)))),
        ("restart_policy", new MapShape(Map(("condition", Text), ("delay", Time), ("max_attempts", Whole), ("window", Time)))),
        ("rollback_config", Change), ("update_config", Change)));

    public static MapShape Develop { get; } = new(Map(("watch", new ListShape(new MapShape(Map(
        ("path", Path), ("action", Text), ("target", Text), ("ignore", List), ("include", List), ("initial_sync", Truth),
        ("exec", new MapShape(Map(("command", Command), ("user", Text), ("privileged", Truth), ("working_dir", Text), ("environment", new PairsShape(Text)))))))))));

    /// <summary><c>all</c>, or a list of requests.</summary>
    public static ListShape Gpus { get; } = new(new MapShape(Map(("capabilities", List), ("count", Count), ("device_ids", List), ("driver", Text), ("options", new PairsShape(Text))))
    {
        FromShort = static all => all.Text == "all" ? new MapNode(all.At, [new MapEntry("count", all.At, new Scalar(all.At, "-1", plain: true))]) : null,
    });

    private static readonly ListShape Rates = new(new MapShape(Map(("path", Text), ("rate", Any))));

    public static MapShape BlockIo { get; } = new(Map(
        ("weight", Whole), ("weight_device", new ListShape(new MapShape(Map(("path", Text), ("weight", Whole))))),
        ("device_read_bps", Rates), ("device_read_iops", Rates), ("device_write_bps", Rates), ("device_write_iops", Rates)));
}
