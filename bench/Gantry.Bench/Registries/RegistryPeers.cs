using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gantry.Bench.Edge.Peers;

namespace Gantry.Bench.Registries;

/// <summary>The two registries, each with an empty folder on the same disk. Both flush a blob's file before they acknowledge it; ours its folder and its index as well.</summary>
internal static class RegistryPeers
{
    /// <summary>gantryd with everything that is in it.</summary>
    public static async Task<Started> GantryAsync(string folder)
    {
        var at = new IPEndPoint(IPAddress.Loopback, FreePort());
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Gantry.slnx"))) root = Path.GetDirectoryName(root)!;
        return await Started.RunAsync("gantry", at, Path.Combine(root, ".build", "bin", "gantryd"), [], new Dictionary<string, string>
        {
            ["GANTRY_HOME"] = Path.Combine(folder, "gantry"),
            ["GANTRY_HTTP"] = $"127.0.0.1:{FreePort()}",
            ["GANTRY_HTTPS"] = $"127.0.0.1:{FreePort()}",
            ["GANTRY_REGISTRY"] = at.ToString(),
            ["GANTRY_METRICS"] = "off",
        });
    }

    public static async Task<Started> DebianAsync(string folder)
    {
        var at = new IPEndPoint(IPAddress.Loopback, FreePort());
        var file = Path.Combine(folder, "docker-registry.yml");
        await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $$"""
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage:
              filesystem: { rootdirectory: {{folder}}/docker-registry }
              delete: { enabled: true }
              cache: { blobdescriptor: inmemory }
            http: { addr: "{{at}}" }
            """));
        return await Started.RunAsync("docker-registry", at, "docker-registry", ["serve", file]);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
