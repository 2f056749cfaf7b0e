using System.Net;
using Gantry.Resources;
using Gantry.Resources.Platforms;

namespace Gantry.Server.Registries;

/// <summary>Which registry the platform has: <c>GANTRY_REGISTRY</c>.</summary>
/// <param name="Address">As it stands in the names of images: <c>127.0.0.1:5055</c>, or that of another's, perhaps with a path.</param>
/// <param name="Own">Where the platform's own is to listen; null for one that somebody else runs.</param>
internal sealed record RegistryChoice(string Address, IPEndPoint? Own)
{
    public const string Variable = "GANTRY_REGISTRY";

    public static (RegistryChoice? Choice, Problem? Problem) From(string? setting)
    {
        var text = setting is { Length: > 0 } ? setting : PlatformPaths.DefaultRegistry;
        if (IPEndPoint.TryParse(text, out var address) && text.Contains(':'))
        {
            if (address.Port == 0) return Bad(text, "names no port");
            if (IPAddress.IsLoopback(address.Address)) return (new RegistryChoice(address.ToString(), address), null);
            // Anybody who reaches it may push: until there are tokens, only this machine does.
            return address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any)
                ? Bad(text, "would let everybody in who reaches this machine") : (new RegistryChoice(address.ToString(), null), null);
        }

        return Uri.TryCreate($"https://{text}", UriKind.Absolute, out var other) && other is { UserInfo: "", Query: "", Fragment: "" } && !text.Contains("//", StringComparison.Ordinal) && text == text.Trim()
            ? (new RegistryChoice(text.TrimEnd('/'), null), null) : Bad(text.Contains('@') ? "(with a user in it, not shown)" : text, "is no address of a registry");
    }

    private static (RegistryChoice?, Problem?) Bad(string text, string why) => (null, new Problem(Variable, "registry.bad-address", $"{Variable} is {text}, which {why}.",
        $"Write {PlatformPaths.DefaultRegistry}, or another port on loopback, for the platform's own registry; or host, port and path of one that you run, without https://."));
}
