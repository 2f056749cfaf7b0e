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
        new("GA060", "database-exposed", "a database open to every network", "Such ports are found by scanners within minutes; many of these programs trust whoever reaches them.")
        {
            Find = Exposed,
            Bad = "db:\n  image: postgres:17\n  ports: [\"0.0.0.0:5432:5432\"]",
            Good = "db:\n  image: postgres:17\n  ports: [\"127.0.0.1:5432:5432\"]",
        },
        new("GA061", "console-exposed", "a console open to every network", "Who finds an administrator's console has one password to guess, or none, and then everything behind it.")
        {
            Find = Consoles,
            Bad = "admin:\n  image: adminer:5\n  ports: [\"0.0.0.0:8081:8080\"]",
            Good = "admin:\n  image: adminer:5\n  ports: [\"127.0.0.1:8081:8080\"]",
        },
        new("GA062", "foreign-labels", "labels that route or update with another tool", "Nothing reads them here, so the route or update that they ask for does not happen.")
        {
            Find = Labels,
            Bad = "web:\n  image: shop/web:1\n  labels: { traefik.enable: \"true\" }",
            Good = "web:\n  image: shop/web:1\n  x-gantry: { route: { path: / }, probe: { path: / } }",
        },
        new("GA063", "published-beside-route", "a published port beside a route", "Whoever uses the port goes past the route's host and path.")
        {
            Find = Beside,
            Bad = "web:\n  image: shop/web:1\n  ports: [\"8080:80\"]\n  x-gantry: { route: { path: /, port: 80 }, probe: { path: / } }",
            Good = "web:\n  image: shop/web:1\n  expose: [80]\n  x-gantry: { route: { path: /, port: 80 }, probe: { path: / } }",
        },
        new("GA064", "other-proxy", "another proxy in front", "It cannot see which replicas are ready, so that it loses requests while they are replaced; it finds its back ends by the engine's socket, which it does not get here.")
        {
            Find = Proxies,
            Bad = "proxy:\n  image: traefik:v3.2\n  ports: [\"80:80\"]",
            Good = "web:\n  image: shop/web:1\n  x-gantry: { route: { host: shop.example.org }, probe: { path: / } }",
        },
        new("GA065", "remote-shell", "a login shell in a container", "What is done by hand in a container is in no release and no log, and the next release undoes it. And it is a door.")
        {
            Find = Shells,
            Bad = "web:\n  image: shop/web:1\n  ports: [\"2222:22\"]",
            Good = "web:\n  image: shop/web:1\n  ports: [\"8080:80\"]",
        },
    ];

    private static bool IsEverywhere(PublishedPort port) => port.Address is "0.0.0.0" or "::";

    private static IEnumerable<(ServiceDefinition Service, int Index, PublishedPort Port)> Ports(AppDefinition app) =>
        app.Services.SelectMany(s => s.Ports.Select((p, i) => (s, i, p)));

    private static IEnumerable<Finding> Exposed(AppDefinition app, ComposeFacts facts) =>
        from at in Ports(app)
        where Inner.ContainsKey(at.Port.Target) && IsEverywhere(at.Port)
        select new Finding($"services.{at.Service.Name}.ports.{at.Index}", $"Port {at.Port.Target} of '{at.Service.Name}' ({Inner[at.Port.Target]}) is open to every network that reaches this machine.",
            $"Remove it: the app's services reach '{at.Service.Name}' by its name. For your own use write 127.0.0.1:{at.Port.Published}:{at.Port.Target}.");

    private static IEnumerable<Finding> Consoles(AppDefinition app, ComposeFacts facts) =>
        from at in Ports(app)
        where KnownImages.IsConsole(at.Service) && IsEverywhere(at.Port)
        select new Finding($"services.{at.Service.Name}.ports.{at.Index}", $"'{at.Service.Name}' is a console for administrators, and its port is open to every network.",
            $"Write 127.0.0.1:{at.Port.Published}:{at.Port.Target} and come by an SSH tunnel: ssh -L {at.Port.Published}:127.0.0.1:{at.Port.Published} HOST");

    private static IEnumerable<Finding> Labels(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        let label = service.Labels.Keys.FirstOrDefault(l => OtherTools.Any(r => l.StartsWith(r, StringComparison.Ordinal)))
        where label is not null
        select new Finding($"services.{service.Name}.labels", $"Labels of '{service.Name}' such as '{Quote.Short(label)}' are for a tool that does not run here.", "Write routes under x-gantry.routes, and remove the labels.");

    private static IEnumerable<Finding> Beside(AppDefinition app, ComposeFacts facts) =>
        from at in Ports(app)
        where at.Service.Routes.Any(r => r.Port == at.Port.Target)
        select new Finding($"services.{at.Service.Name}.ports.{at.Index}", $"Port {at.Port.Target} of '{at.Service.Name}' is published as {at.Port.Published} and has a route as well.", "Remove one of the two.");

    private static IEnumerable<Finding> Proxies(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where KnownImages.IsProxy(service)
        select new Finding($"services.{service.Name}", $"'{service.Name}' is a proxy, and Gantry's own edge stands in front already.", "Remove it, and write its routes as x-gantry.routes of the services that they lead to.");

    private static IEnumerable<Finding> Shells(AppDefinition app, ComposeFacts facts) =>
        from at in Ports(app)
        where at.Port.Target == 22
        select new Finding($"services.{at.Service.Name}.ports.{at.Index}", $"'{at.Service.Name}' offers a login shell.", "Remove it; look inside with `gantry logs` and the engine's exec, and change things by a release.");
}
