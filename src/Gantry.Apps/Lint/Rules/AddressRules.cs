using Gantry.Apps.Values;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

/// <summary>Addresses that mean something else in a container than where they were written.</summary>
internal static class AddressRules
{
    private static readonly string[] Endings = ["HOST", "HOSTS", "URL", "URI", "ADDR", "ADDRESS", "DSN", "SERVER", "SERVERS", "ENDPOINT", "CONNECTION", "CONNECTIONSTRING", "BROKER", "BROKERS", "UPSTREAM", "ORIGIN"];
    private static readonly string[] Local = ["localhost:", "127.0.0.1:", "[::1]:"];

    public static IReadOnlyList<LintRule> All { get; } =
    [
        new("GA018", "depends-missing", "a service that is called and not waited for", "At the first start it may be called before it is there. With 'depends_on' the release says the order, and shows it in the plan.")
        {
            Find = NotWaitedFor,
            Severity = Severity.Note,
            Bad = "web:\n  image: shop/web:1\n  environment: { DB_HOST: db }\ndb:\n  image: postgres:17",
            Good = "web:\n  image: shop/web:1\n  environment: { DB_HOST: db }\n  depends_on: { db: { condition: service_healthy } }\ndb:\n  image: postgres:17\n  healthcheck: { test: [CMD, pg_isready], interval: 5s }",
        },
        new("GA066", "localhost-address", "localhost for another service", "In a container localhost is the container itself; the other service is somewhere else, under its name.")
        {
            Find = Localhost,
            Bad = "web:\n  image: shop/web:1\n  expose: [8080]\n  environment: { DB_URL: \"postgres://localhost:5432/shop\" }\ndb:\n  image: postgres:17\n  expose: [5432]",
            Good = "web:\n  image: shop/web:1\n  expose: [8080]\n  environment: { DB_URL: \"postgres://db:5432/shop\" }\ndb:\n  image: postgres:17\n  expose: [5432]",
        },
        new("GA067", "desktop-host-name", "the name of the machine that only desktops know", "host.docker.internal exists on desktop systems; on a server it leads nowhere, unless extra_hosts says where.")
        {
            Find = DesktopName,
            Bad = "web:\n  image: shop/web:1\n  environment: { API_URL: \"http://host.docker.internal:9000\" }",
            Good = "web:\n  image: shop/web:1\n  environment: { API_URL: \"http://host.docker.internal:9000\" }\n  extra_hosts: [\"host.docker.internal=host-gateway\"]",
        },
    ];

    private static bool IsAddress(string variable)
    {
        var upper = variable.ToUpperInvariant();
        return Endings.Any(e => upper == e || upper.EndsWith($"_{e}", StringComparison.Ordinal) || upper.EndsWith($"__{e}", StringComparison.Ordinal));
    }

    private static IEnumerable<Finding> NotWaitedFor(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from other in app.Services
        where other.Name != service.Name && !other.OneOff && service.DependsOn.All(d => d.Service != other.Name) && other.DependsOn.All(d => d.Service != service.Name)
        let variable = service.Environment.Where(v => IsAddress(v.Key) && Names(v.Value, other.Name)).Select(v => v.Key).FirstOrDefault()
        where variable is not null
        select new Finding($"services.{service.Name}.environment.{variable}", $"'{service.Name}' calls '{other.Name}' ('{Quote.Short(variable)}') and does not wait for it.",
            $"Write 'depends_on: {{{other.Name}: {{condition: service_healthy}}}}', or service_started where it has no health check.");

    /// <summary>The name stands by itself: between characters that no name has.</summary>
    private static bool Names(string value, string name)
    {
        for (var at = value.IndexOf(name, StringComparison.Ordinal); at >= 0; at = value.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at == 0 || value[at - 1] is '/' or '@' or ',' or '=') && (end == value.Length || value[end] is ':' or '/' or ',' or ';')) return true;
        }

        return false;
    }

    private static IEnumerable<Finding> Localhost(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        from variable in service.Environment
        let port = LocalPort(variable.Value)
        where port > 0 && !Ports(service).Contains(port)
        let other = app.Services.FirstOrDefault(s => s.Name != service.Name && Ports(s).Contains(port))
        where other is not null
        select new Finding($"services.{service.Name}.environment.{variable.Key}", $"'{Quote.Short(variable.Key)}' of '{service.Name}' leads to the container itself, and port {port} is that of '{other.Name}'.", $"Write '{other.Name}' for the host name.");

    private static IEnumerable<int> Ports(ServiceDefinition service) => service.Expose.Concat(service.Ports.Select(p => p.Target));

    private static int LocalPort(string value)
    {
        foreach (var local in Local)
        {
            var at = value.IndexOf(local, StringComparison.Ordinal);
            if (at < 0) continue;
            var digits = value[(at + local.Length)..].TakeWhile(char.IsAsciiDigit).Take(6).ToArray();
            if (int.TryParse(digits, out var port)) return port;
        }

        return 0;
    }

    private static IEnumerable<Finding> DesktopName(AppDefinition app, ComposeFacts facts) =>
        from service in app.Services
        where service.Settings?.Naming?.ExtraHosts?.Any(h => h.StartsWith("host.docker.internal", StringComparison.Ordinal)) != true
        from variable in service.Environment
        where variable.Value.Contains("host.docker.internal", StringComparison.Ordinal)
        select new Finding($"services.{service.Name}.environment.{variable.Key}", $"'{Quote.Short(variable.Key)}' of '{service.Name}' names host.docker.internal, which does not exist on a server.", "Add 'extra_hosts: [\"host.docker.internal=host-gateway\"]', or name the address.");
}
