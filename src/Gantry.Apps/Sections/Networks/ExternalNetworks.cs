using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Networks;

/// <summary>Networks of the engine that are not the app's. Its services keep one of their own of the same key, where the edge and their neighbours reach them.</summary>
internal static class ExternalNetworks
{
    public static void Read(NetworkDraft network, Value value)
    {
        if (value.IsMap)
        {
            network.External = true;
            network.ExternalName = value.Entries().Where(e => e.Key == "name").Select(e => (Value?)e.Value).FirstOrDefault();
        }
        else network.External = value.Truth() ?? false;
    }

    public static void Check(string name, Value network, NetworkDraft draft)
    {
        if (!draft.External)
        {
            draft.Name?.RefuseKey("compose.refused-value", "'name' is refused, because networks are named per app and environment.", "Remove it; to join a network that exists, write 'external: true' beside it.");
            return;
        }

        if (network.Keys.Any(k => k is not ("external" or "name") && !k.StartsWith("x-", StringComparison.Ordinal)))
            network.RefuseKey("compose.contradiction", "An external network is as it is.", "Remove everything but 'external' and 'name'.");
        var at = draft.ExternalName ?? draft.Name;
        var known = NameOf(name, draft);
        if (Refusal(known) is var (because, help)) (at ?? network).Refuse("compose.refused-value", $"The external network '{Quote.Short(known)}' is refused, because {because}.", help);
        else if (at is not null && !Names.IsPlain(known)) at.Value.Refuse("compose.bad-name", $"A network cannot be called {at.Value.Shown}.", "Use letters, digits, '-', '_' and '.'; 'docker network ls' lists those that are there.");
    }

    /// <summary>Tells attachments which of their networks are somebody else's. Once all services are known.</summary>
    public static void Complete(ProjectDraft project)
    {
        var external = project.Networks.Where(n => n.Value.External).ToDictionary(n => n.Key, n => NameOf(n.Key, n.Value), StringComparer.Ordinal);
        if (external.Count == 0) return;
        foreach (var service in project.Services.Values)
        {
            // One that names no network is on the default one.
            IReadOnlyList<NetworkAttachment> networks = service.Is.Networks.Count > 0 ? service.Is.Networks
                : external.ContainsKey(Decisions.AppNetworks.Default) && !Decisions.Solitude.HasNoNetworks(service.Is) ? [new NetworkAttachment(Decisions.AppNetworks.Default)] : [];
            service.Is = service.Is with { Networks = [.. networks.Select(n => external.TryGetValue(n.Network, out var name) ? n with { External = name } : n)] };
        }
    }

    private static string NameOf(string key, NetworkDraft draft) => (draft.ExternalName ?? draft.Name) is { IsText: true } named ? named.Text() ?? key : key;

    private static (string Because, string Help)? Refusal(string name) => name switch
    {
        "host" => ("it is the network of the machine itself, and no container has it beside others", "Remove it; 'network_mode: host' gives the service that network alone, by an exception with its reason."),
        "none" => ("it is the absence of a network", "Remove it; 'network_mode: none' leaves the service without any."),
        "bridge" => ("it is the engine's default network, where every container is that names none, and nobody has a name there", "Make one for those that shall meet: docker network create shared; then write 'name: shared'."),
        _ => null,
    };
}
