using System.Net;
using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;

namespace Gantry.Apps.Sections.Containers;

/// <summary>A container's own names, and how it finds others.</summary>
internal static class NamingKeys
{
    private const string Gateway = "host-gateway";

    public static Section<ServiceDraft> AndNaming(this Section<ServiceDraft> section) => section
        .Takes("hostname", "The host name inside the container, of every replica. Others find the service by its own name, whatever this is.",
            (d, v) => { if (Host(v) is { } name) d.Naming(n => n with { Hostname = name }); })
        .Takes("domainname", "The domain that follows the host name inside the container.", (d, v) => { if (Host(v) is { } name) d.Naming(n => n with { Domainname = name }); })
        .Takes("dns", "Name servers, instead of the machine's.", ReadServers)
        .Takes("dns_search", "Domains that are appended to short names.", (d, v) => { if (Words(v) is { Count: > 0 } words) d.Naming(n => n with { DnsSearch = words }); })
        .Takes("dns_opt", "Options of the resolver, such as ndots:2.", (d, v) => { if (Words(v) is { Count: > 0 } words) d.Naming(n => n with { DnsOpt = words }); })
        .Takes("extra_hosts", "Further names and their addresses; host-gateway is this machine's address. Names of services cannot be given away.", ReadHosts)
        .Takes("links", "Starts after that service, and finds it by the alias as well.", ReadLinks);

    private static string? Host(Value value)
    {
        if (value.Word() is not { } name) return null;
        if (name.Split('.').All(l => l.Length <= 63 && Names.IsPlain(l)) && name.Length <= 253) return name;
        value.Refuse("compose.bad-name", $"{value.Shown} cannot be the name of a host.", "Use letters, digits, '-' and '.'.");
        return null;
    }

    private static List<string> Words(Value value) => [.. value.OneOrMore().Select(i => i.Word()).OfType<string>()];

    private static void ReadServers(ServiceDraft service, Value value)
    {
        var servers = new List<string>();
        foreach (var item in value.OneOrMore())
        {
            if (item.Word() is not { } text) continue;
            if (IPAddress.TryParse(text, out _)) servers.Add(text);
            else item.Refuse("compose.bad-value", $"{item.Shown} is not the address of a name server.", "Write an IP address such as 192.0.2.53.");
        }

        if (servers.Count > 0) service.Naming(n => n with { Dns = servers });
    }

    private static void ReadHosts(ServiceDraft service, Value value)
    {
        var hosts = ExtraHosts(value);
        if (hosts.Count > 0) service.Naming(n => n with { ExtraHosts = hosts });
    }

    /// <summary><c>name=address</c> in the order of the file. Also for builds.</summary>
    public static List<string> ExtraHosts(Value value)
    {
        var hosts = new List<string>();
        if (value.IsMap)
        {
            foreach (var (name, addresses) in value.Entries())
            {
                foreach (var item in addresses.OneOrMore()) Add(item, name, item.Text());
            }
        }
        else
        {
            foreach (var item in value.Items("a list or a map"))
            {
                if (item.Text() is not { } text) continue;
                // The first of '=' and ':' ends the name: what follows may be an IPv6 address.
                var at = text.IndexOfAny(['=', ':']);
                Add(item, at < 0 ? text : text[..at], at < 0 ? "" : text[(at + 1)..]);
            }
        }

        return hosts;

        void Add(Value at, string name, string? address)
        {
            if (address is null) return;
            var plain = address.Trim('[', ']');
            var known = plain == Gateway || IPAddress.TryParse(plain, out _);
            if (known && name.Length is > 0 and <= 253 && name.Split('.').All(Names.IsPlain)) hosts.Add($"{name}={plain}");
            else at.Refuse("compose.bad-value", $"{at.Shown} is not a host name with its address.", "Write \"name:192.0.2.1\", or \"name:host-gateway\" for this machine.");
        }
    }

    private static void ReadLinks(ServiceDraft service, Value value)
    {
        var links = new List<string>();
        foreach (var item in value.Items())
        {
            if (item.Word() is not { } text) continue;
            var (name, alias) = text.Split(':') is [var a, var b] ? (a, b) : (text, text);
            if (!Names.IsPlain(name) || !Names.IsPlain(alias))
            {
                item.Refuse("compose.bad-value", $"{item.Shown} is not a link.", "Write the name of a service, or service:alias.");
                continue;
            }

            item.Context.Map.Add($"services.{service.Name}.links.{name}", item.Mark);
            links.Add($"{name}={alias}");
        }

        if (links.Count > 0) service.Naming(n => n with { Links = links });
    }
}
