using System.Globalization;
using System.Text;
using System.Text.Json;
using Gantry.Engine.Docker.Wire;

namespace Gantry.Engine.Docker;

/// <summary>A build order as the engine takes it: everything but the context is in the query.</summary>
internal static class BuildQuery
{
    public static string Of(BuildOrder order)
    {
        var path = new StringBuilder($"build?rm=true&forcerm=true&dockerfile={Uri.EscapeDataString(order.Dockerfile)}");
        path.Append("&buildargs=").Append(Map(order.Args)).Append("&labels=").Append(Map(order.Labels));
        foreach (var tag in order.Tags) path.Append("&t=").Append(Uri.EscapeDataString(tag));
        Add("target", order.Target);
        Add("platform", order.Platform);
        if (order.WithoutCache) Add("nocache", "true");
        if (order.CacheFrom.Count > 0) Add("cachefrom", JsonSerializer.Serialize([.. order.CacheFrom], DockerJson.Default.StringArray));
        if (order.Surroundings is not { } around) return path.ToString();
        Add("networkmode", around.Network);
        Add("shmsize", around.ShmSize?.ToString(CultureInfo.InvariantCulture));
        foreach (var host in around.ExtraHosts ?? []) Add("extrahosts", HostBody.ExtraHost(host));
        if (around.Ulimits is { } limits) Add("ulimits", JsonSerializer.Serialize(HostBody.Ulimits(limits), DockerJson.Default.UlimitJsonArray));
        return path.ToString();

        void Add(string name, string? value)
        {
            if (value is not null) path.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    private static string Map(IReadOnlyDictionary<string, string> map) =>
        Uri.EscapeDataString(JsonSerializer.Serialize(new Dictionary<string, string>(map), DockerJson.Default.DictionaryStringString));
}
