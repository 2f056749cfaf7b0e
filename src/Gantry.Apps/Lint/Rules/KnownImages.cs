using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Lint;

/// <summary>Programs that are known by the last part of their images' names.</summary>
internal static class KnownImages
{
    /// <summary>Those that keep data, and where they keep it.</summary>
    private static readonly Dictionary<string, string> Stores = new(StringComparer.Ordinal)
    {
        ["postgres"] = "/var/lib/postgresql/data", ["postgis"] = "/var/lib/postgresql/data", ["mysql"] = "/var/lib/mysql", ["mariadb"] = "/var/lib/mysql", ["mongo"] = "/data/db",
        ["influxdb"] = "/var/lib/influxdb2", ["elasticsearch"] = "/usr/share/elasticsearch/data", ["minio"] = "/data", ["rabbitmq"] = "/var/lib/rabbitmq", ["clickhouse-server"] = "/var/lib/clickhouse",
    };

    private static readonly HashSet<string> Consoles = new(StringComparer.Ordinal)
    {
        "adminer", "phpmyadmin", "pgadmin4", "mongo-express", "redis-commander", "redisinsight", "kibana", "flower", "portainer", "portainer-ce", "dozzle", "mailhog", "mailpit", "cloudbeaver",
    };

    private static readonly HashSet<string> Proxies = new(StringComparer.Ordinal) { "traefik", "nginx-proxy", "jwilder/nginx-proxy", "caddy-docker-proxy", "nginx-proxy-manager", "swag", "acme-companion" };

    /// <summary>Where a store keeps its data; null for what is none. An image of one's own is not judged by its name.</summary>
    public static string? StoreDirectory(ServiceDefinition service) => Name(service) is { } name ? Stores.GetValueOrDefault(name) : null;

    public static bool IsConsole(ServiceDefinition service) => Name(service) is { } name && Consoles.Contains(name);

    public static bool IsProxy(ServiceDefinition service) => Name(service) is { } name && Proxies.Contains(name);

    private static string? Name(ServiceDefinition service) =>
        service is { Build: null, Image: { } image } ? ImageName.Parse(image)?.Name.Split('/')[^1] : null;
}
