using System.Text.Json;
using Gantry.Engine.Docker.Wire;
using Gantry.Resources.Registries;

namespace Gantry.Engine.Docker;

/// <summary>Who to be at registries, told to the engine with the one request that needs it: JSON in URL-safe base64 in a header of its own.</summary>
internal static class RegistryAuth
{
    /// <returns>A body without content that carries the header; null: there is nothing to say.</returns>
    public static HttpContent? ForPull(string host, RegistryLogin? login)
    {
        if (login is null) return null;
        var body = new ByteArrayContent([]);
        body.Headers.Add("X-Registry-Auth", Encode(JsonSerializer.SerializeToUtf8Bytes(Entry(host, login), DockerJson.Default.AuthJson)));
        return body;
    }

    public static void ForBuild(HttpContent body, IReadOnlyDictionary<string, RegistryLogin> logins)
    {
        if (logins.Count == 0) return;
        var all = logins.ToDictionary(l => Address(l.Key), l => Entry(l.Key, l.Value), StringComparer.Ordinal);
        body.Headers.Add("X-Registry-Config", Encode(JsonSerializer.SerializeToUtf8Bytes(all, DockerJson.Default.DictionaryStringAuthJson)));
    }

    private static AuthJson Entry(string host, RegistryLogin login) => new(login.Username, login.Password, Address(host));

    private static string Address(string host) => host == RegistryHosts.Hub ? RegistryHosts.HubAccount : host;

    private static string Encode(byte[] json) => Convert.ToBase64String(json).Replace('+', '-').Replace('/', '_');
}
