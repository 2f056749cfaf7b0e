using System.Net;
using Gantry.Edge.Mirror.Decisions;
using Gantry.Resources;
using Gantry.Resources.Traffic;

namespace Gantry.Edge.Decisions;

/// <summary>Whether a snapshot can be applied at all. Addresses that other processes hold are not its business.</summary>
public static class SnapshotCheck
{
    private const string Help = "This is a fault of the platform, not of the app: keep the snapshot and report it.";

    public static IReadOnlyList<Problem> Of(TrafficSnapshot snapshot) => Of(snapshot, null);

    /// <param name="served">Routes that are the same object in it were looked at before; null: none was.</param>
    public static IReadOnlyList<Problem> Of(TrafficSnapshot snapshot, TrafficSnapshot? served)
    {
        var problems = new List<Problem>();
        var known = new HashSet<SnapshotRoute>(served?.Routes ?? [], ReferenceEqualityComparer.Instance);
        // A list that the writer left out is read as null, whatever its type says.
        foreach (var part in Missing(snapshot, known)) Add(part, "missing", "A part of the snapshot is missing.");
        if (problems.Count > 0) return problems;
        var routes = new HashSet<string>(StringComparer.Ordinal);
        var replicas = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var route in snapshot.Routes)
        {
            var place = $"routes[{route.Name}]";
            if (!routes.Add(route.Name)) Add(place, "duplicate", "The route is in the snapshot twice.");
            foreach (var replica in route.Backends.SelectMany(backend => backend.Replicas)) Replica(replica, place);
            if (known.Contains(route)) continue;
            Ports(route, place);
            if (route.Address.Length > 0 && !IPAddress.TryParse(route.Address, out _)) NotAnAddress($"{place}.address", route.Address);
            foreach (var caller in route.Callers.Where(caller => !IPAddress.TryParse(caller, out _))) NotAnAddress($"{place}.callers", caller);
            if (route.HoldTimeout < TimeSpan.Zero || route.DrainTimeout < TimeSpan.Zero) Add(place, "duration", "A timeout is negative.");
            foreach (var fault in PolicyCheck.Of(route.Policy)) Add($"{place}.policy", "policy", fault);
            foreach (var backend in route.Backends) Backend(backend, place);
            if (route.Mirror is not { } mirror) continue;
            if (MirrorRule.Fault(mirror) is { } wrong) Add($"{place}.mirror", "mirror", wrong);
            foreach (var replica in mirror.Replicas.Where(replica => !IPAddress.TryParse(replica.Address, out _))) NotAnAddress($"{place}.mirror[{replica.Name}]", replica.Address);
        }
        return problems;

        void Ports(SnapshotRoute route, string place)
        {
            foreach (var port in route.Ports.Where(port => !IsPort(port))) NotAPort($"{place}.ports", port);
            foreach (var published in route.Published)
            {
                if (!IsPort(published.Published)) NotAPort($"{place}.published", published.Published);
                if (!IsPort(published.Target)) NotAPort($"{place}.published", published.Target);
                if (published.Address is { } address && !IPAddress.TryParse(address, out _)) NotAnAddress($"{place}.published", address);
            }
            foreach (var rule in route.Rules)
            {
                if (!IsPort(rule.Port)) NotAPort($"{place}.rules", rule.Port);
                foreach (var fault in PolicyCheck.Of(rule)) Add($"{place}.rules", "rule", fault);
                if (!rule.Path.StartsWith('/')) Add($"{place}.rules", "path", $"The path \"{rule.Path}\" does not start with a slash.");
            }
        }

        void Backend(SnapshotBackend backend, string place)
        {
            if (backend.Weight < 0) Add($"{place}.backends", "weight", $"Release {backend.Release} has the negative weight {backend.Weight}.");
            foreach (var replica in backend.Replicas)
            {
                if (!IPAddress.TryParse(replica.Address, out _)) NotAnAddress($"{place}.backends[{replica.Name}]", replica.Address);
            }
        }

        void Replica(SnapshotReplica replica, string place)
        {
            if (!replicas.TryAdd(replica.Name, replica.Address) && replicas[replica.Name] != replica.Address)
                Add($"{place}.backends[{replica.Name}]", "replica", "The replica has two addresses.");
        }

        void NotAPort(string place, int port) => Add(place, "port", $"{port} is not a port.");
        void NotAnAddress(string place, string address) => Add(place, "address", $"\"{address}\" is not an IP address.");
        void Add(string place, string code, string message) => problems.Add(new Problem(place, $"snapshot.{code}", message, Help));
    }

    /// <summary>What is as it was has been looked at before.</summary>
    public static IReadOnlyList<Problem> Of(SnapshotChange change) =>
        Of(new TrafficSnapshot { Platform = change.Platform, Revision = change.Revision, Routes = change.Routes });

    private static IEnumerable<string> Missing(TrafficSnapshot snapshot, HashSet<SnapshotRoute> known)
    {
        if (snapshot.Routes is null) return ["routes"];
        return snapshot.Routes.Where(route => !known.Contains(route)).SelectMany(route => new (string Name, object? List)[]
        {
            ("address", route.Address),
            ("ports", route.Ports),
            ("published", route.Published),
            ("rules", route.Rules),
            ("callers", route.Callers),
            ("mirror", route.Mirror is { } mirror ? mirror.Replicas is null || mirror.Methods is null ? null : mirror : route),
            ("backends", route.Backends?.All(backend => backend.Replicas is not null) == true ? route.Backends : null),
        }.Where(part => part.List is null).Select(part => $"routes[{route.Name}].{part.Name}"));
    }

    private static bool IsPort(int port) => port is > 0 and <= 65535;
}
