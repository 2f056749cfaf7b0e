using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

internal static class ExposureRules
{
    /// <summary>Ports on which databases, caches, queues and debuggers listen, which are made for trusted networks.</summary>
    private static readonly Dictionary<int, string> Inner = new()
    {
        [1433] = "SQL Server", [2375] = "Docker", [2379] = "etcd", [3306] = "MySQL", [5005] = "a Java debugger", [5432] = "PostgreSQL", [5672] = "RabbitMQ", [5984] = "CouchDB",
        [6379] = "Redis", [8086] = "InfluxDB", [9042] = "Cassandra", [9200] = "Elasticsearch", [9229] = "a Node debugger", [11211] = "Memcached", [15672] = "RabbitMQ's console", [27017] = "MongoDB",
    };

    private static readonly string[] OtherTools = ["traefik.", "caddy", "com.github.nginx-proxy", "com.centurylinklabs.watchtower", "com.github.jrcs"];

    public static IReadOnlyList<LintRule> All { get; } =
    [
        new("lint.database-exposed", "a database open to every network", "Such ports are found by scanners within minutes; many of these programs trust whoever reaches them.") { Find = Exposed },
        new("lint.foreign-labels", "labels that route or update with another tool", "Nothing reads them here, so the route or update that they ask for does not happen.") { Find = Labels },
        new("lint.published-beside-route", "a published port beside a route", "Whoever uses the port goes past the route's host and path.") { Find = Beside },
    ];

    private static IEnumerable<Finding> Exposed(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from index in Enumerable.Range(0, service.Ports.Count)
        let port = service.Ports[index]
        where Inner.ContainsKey(port.Target) && port.Address is ("0.0.0.0" or "::")
        select new Finding($"services.{service.Name}.ports.{index}", $"Port {port.Target} of '{service.Name}' ({Inner[port.Target]}) is open to every network that reaches this machine.",
            $"Remove it: the app's services reach '{service.Name}' by its name. For your own use write 127.0.0.1:{port.Published}:{port.Target}.");

    private static IEnumerable<Finding> Labels(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        let label = service.Labels.Keys.FirstOrDefault(l => OtherTools.Any(r => l.StartsWith(r, StringComparison.Ordinal)))
        where label is not null
        select new Finding($"services.{service.Name}.labels", $"Labels of '{service.Name}' such as '{Quote.Short(label)}' are for a tool that does not run here.", "Write routes under x-gantry.routes, and remove the labels.");

    private static IEnumerable<Finding> Beside(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from index in Enumerable.Range(0, service.Ports.Count)
        let port = service.Ports[index]
        where service.Routes.Any(r => r.Port == port.Target)
        select new Finding($"services.{service.Name}.ports.{index}", $"Port {port.Target} of '{service.Name}' is published as {port.Published} and has a route as well.", "Remove one of the two.");
}
