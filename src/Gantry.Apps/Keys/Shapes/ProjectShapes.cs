using Gantry.Apps.Yaml;
using static Gantry.Apps.Keys.Shapes.ServiceShapes;

namespace Gantry.Apps.Keys.Shapes;

/// <summary>The shapes of the top level and of what it names.</summary>
internal static class ProjectShapes
{
    private static readonly Shape Text = new TextShape(TextKind.Text), Truth = new TextShape(TextKind.Truth), Path = new TextShape(TextKind.Path),
        Labels = new PairsShape(Text, empty: ""), Any = AnyShape.It, List = new ListShape(Text);

    private static readonly MapShape Pool = new(Map(("subnet", Text), ("ip_range", Text), ("gateway", Text), ("aux_addresses", new MapShape(Map(), Text))));

    private static readonly Shape External = new TextShape(TextKind.Truth);

    private static readonly MapShape Network = new(Map(
        ("attachable", Truth), ("driver", Text), ("driver_opts", new MapShape(Map(), Text)), ("enable_ipv4", Truth), ("enable_ipv6", Truth), ("external", External), ("internal", Truth),
        ("ipam", new MapShape(Map(("driver", Text), ("config", new ListShape(Pool) { Identity = static n => n is MapNode map && map.Find("subnet") is { } subnet ? TextOf(subnet) : $"?{n.At}" }),
            ("options", new MapShape(Map(), Text))))), ("labels", Labels), ("name", Text))) { NullIsEmpty = true };

    private static readonly MapShape Volume = new(Map(
        ("driver", Text), ("driver_opts", new MapShape(Map(), Text)), ("external", External), ("labels", Labels), ("name", Text))) { NullIsEmpty = true };

    private static readonly MapShape Grant = new(Map(
        ("content", Text), ("driver", Text), ("driver_opts", new MapShape(Map(), Text)), ("environment", Text), ("external", External), ("file", Path), ("labels", Labels),
        ("name", Text), ("template_driver", Text))) { NullIsEmpty = true };

    /// <summary>An entry of <c>include</c>: a path, or a map.</summary>
    public static MapShape Included { get; } = new(Map(("path", List), ("project_directory", Text), ("env_file", List)))
    {
        FromShort = static path => new MapNode(path.At, [new MapEntry("path", path.At, path)], path.Tag),
    };

    public static MapShape Project { get; } = new(Map(
        ("version", Text), ("name", Text), ("include", new ListShape(Included)), ("services", new MapShape(Map(), Service)), ("networks", new MapShape(Map(), Network)),
        ("volumes", new MapShape(Map(), Volume)), ("secrets", new MapShape(Map(), Grant)), ("configs", new MapShape(Map(), Grant)),
        ("models", new MapShape(Map(), Any))));
}
