using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections.Networks;

/// <summary>A network of the project while it is read.</summary>
internal sealed class NetworkDraft
{
    public bool External { get; set; }
    public Value? Name { get; set; }

    /// <summary>The name that the older form has inside of <c>external</c>.</summary>
    public Value? ExternalName { get; set; }
}

/// <summary>Networks: those of the project, and a service's place on them.</summary>
internal static class NetworkKeys
{
    public static readonly Section<NetworkDraft> Section = new Section<NetworkDraft>("a network", "networks.<name>")
        .TakesInPart("driver", "Only bridge, which is the default.", "Remove any other driver.", ReadDriver)
        .TakesInPart("external", "True: a network that exists on the engine, by its own name. Containers join it beside the app's own; it is not made and never removed.", "host, none and bridge are refused.", ExternalNetworks.Read)
        .Notes("attachable", "nothing but the app's services is attached")
        .Notes("labels", "networks carry Gantry's labels only")
        .Notes("enable_ipv4", "containers have IPv4 addresses here")
        .Refuses("driver_opts", "Gantry makes networks with the engine's defaults", "Remove it.")
        .Refuses("enable_ipv6", "so far Gantry's networks have IPv4 addresses only", "Remove it; the edge listens on IPv6 addresses of this machine where 'ports' name them.")
        .Refuses("internal", "Gantry does not cut networks off from outside yet", "Remove it; a service is reached from outside only by its 'ports' and routes.")
        .Refuses("ipam", "Gantry chooses the addresses", "Remove it; use service names instead of addresses.")
        .TakesInPart("name", "The name of an external network.", "Refused for others: they are named per app and environment.", (d, v) => d.Name = v);

    public static readonly Section<Draft<NetworkAttachment>> Attachment = new Section<Draft<NetworkAttachment>>("a service's network", "services.<name>.networks.<network>")
        .Takes("aliases", "Further names by which services on that network find this one.", ReadAliases)
        .Notes("priority", "every network of a service is reached alike")
        .Notes("gw_priority", "every network of a service is reached alike")
        .Refuses("driver_opts", "Gantry makes networks with the engine's defaults", "Remove it.")
        .Refuses("interface_name", "Gantry does not name network interfaces", "Remove it.")
        .Refuses("ipv4_address", "Gantry chooses the addresses", "Remove it; use the service's name.")
        .Refuses("ipv6_address", "Gantry chooses the addresses", "Remove it; use the service's name.")
        .Refuses("link_local_ips", "Gantry chooses the addresses", "Remove it; use the service's name.")
        .Refuses("mac_address", "several replicas cannot have one hardware address", "Remove it.");

    public static void ReadAll(Value value, ProjectDraft project)
    {
        foreach (var (name, network) in value.Entries())
        {
            var draft = project.Networks[name] = new NetworkDraft();
            if (!Names.IsPlain(name)) network.RefuseKey("compose.bad-name", $"A network cannot be called '{Quote.Short(name)}'.", "Use letters, digits, '-', '_' and '.'.");
            if (network.IsNull) continue;
            Section.Read(network, draft);
            ExternalNetworks.Check(name, network, draft);
        }
    }

    public static void ReadAttachments(ServiceDraft service, Value value)
    {
        var all = new SortedDictionary<string, NetworkAttachment>(StringComparer.Ordinal);
        if (value.IsMap)
        {
            foreach (var (name, entry) in value.Entries())
            {
                var draft = new Draft<NetworkAttachment>(new NetworkAttachment(name));
                if (!entry.IsNull) Attachment.Read(entry, draft);
                all[name] = draft.Is;
            }
        }
        else
        {
            foreach (var item in value.Items("a list or a map"))
            {
                if (item.Word() is not { } name) continue;
                item.Context.Map.Add($"{value.Path}.{name}", item.Mark);
                all[name] = new NetworkAttachment(name);
            }
        }

        service.Is = service.Is with { Networks = [.. all.Values] };
    }

    private static void ReadAliases(Draft<NetworkAttachment> draft, Value value)
    {
        var aliases = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var item in value.Items())
        {
            if (item.Word() is not { } alias) continue;
            if (Names.IsPlain(alias)) aliases.Add(alias);
            else item.Refuse("compose.bad-name", $"{item.Shown} cannot be a host name.", "Use letters, digits, '-' and '.'.");
        }

        draft.Is = draft.Is with { Aliases = [.. aliases] };
    }

    private static void ReadDriver(NetworkDraft network, Value value)
    {
        if (value.Text() is not { } driver || driver is "bridge" or "default") return;
        value.Refuse("compose.refused-value", $"The network driver {value.Shown} is refused, because Gantry makes bridge networks on one machine.", "Remove it, or write 'bridge'.");
    }
}
