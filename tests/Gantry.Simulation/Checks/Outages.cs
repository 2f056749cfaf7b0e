using Gantry.Resources;
using Gantry.Resources.Replicas;
using Gantry.Resources.Routes;
using Gantry.Simulation.Machine;
using Gantry.Simulation.Platform;

namespace Gantry.Simulation.Checks;

/// <summary>
/// Which services may fail requests, because their containers or the edge were killed from outside. Ends for a service once
/// all its replicas that should serve do, and the edge knows.
/// </summary>
public sealed class Outages
{
    /// <summary>What takes longer than this may be cut when its replica goes: as long as apps in here are given to drain.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(15);

    private readonly Room _room;
    private readonly SortedDictionary<string, int> _begun = new(StringComparer.Ordinal);

    /// <summary>Services that are out, with the replicas that were lost.</summary>
    private readonly SortedDictionary<string, SortedSet<string>> _open = new(StringComparer.Ordinal);
    private int _edges;
    private bool _edgeDown;

    public Outages(Room room)
    {
        _room = room;
        room.Engine.Lost += Open;
        room.Lost += Open;
        room.Edge.Killed += _ =>
        {
            _edges++;
            _edgeDown = true;
        };
    }

    public bool Any => _open.Count > 0 || _edgeDown;

    public bool IsOpen(string service) => _open.ContainsKey(service) || _edgeDown;

    /// <summary>Taken when something begins; asked when it has failed.</summary>
    public (string Service, int Begun, int Edges, bool Open) Begin(string service) => (service, _begun.GetValueOrDefault(service), _edges, IsOpen(service));

    public bool Excuses((string Service, int Begun, int Edges, bool Open) watch) =>
        watch.Open || _begun.GetValueOrDefault(watch.Service) != watch.Begun || _edges != watch.Edges;

    /// <summary>Looks whether what was out is back. Called often.</summary>
    public void Look()
    {
        if (_edgeDown && _room.Edge.Life is { Serves: true } life && !(_room.EdgeEmpty && life.Switch.Table.Revision == 0)) (_edgeDown, _room.EdgeEmpty) = (false, false);
        foreach (var service in _open.Keys.Where(Whole).ToList()) _open.Remove(service);
    }

    private void Open(SimContainer lost)
    {
        var service = $"{lost.App}.{lost.Service}";
        if (!_open.TryGetValue(service, out var replicas)) _open[service] = replicas = new(StringComparer.Ordinal);
        replicas.Add(lost.Replica);
        _begun[service] = _begun.GetValueOrDefault(service) + 1;
    }

    private bool Whole(string service)
    {
        var route = _room.Disk.Now.Get(new Key(Kinds.Route, "production", service))?.SpecAs<RouteSpec>();
        if (!_open[service].All(Noticed)) return false;
        if (route is null) return true;
        if (_room.Edge.Life is not { Serves: true } life || !life.Switch.Table.Routes.TryGetValue($"production/{service}", out var served)) return false;
        var there = served.Backends.SelectMany(b => b.Replicas)
            .Where(g => !g.Health.IsDown && _room.Engine.At(g.Address.ToString()) is { Listens: true } c && c.Replica == g.Replica())
            .Select(g => g.Replica()).ToHashSet(StringComparer.Ordinal);
        return !route.Hold && route.Backends.SelectMany(b => b.Replicas).All(there.Contains);
    }

    /// <summary>
    /// The platform knows of the process that runs now, and so does the edge: until then a replica that is back may yet be
    /// taken out because of the process that ended.
    /// </summary>
    private bool Noticed(string replica) =>
        _room.Disk.Now.Get<ReplicaSpec, ReplicaStatus>(ResourceNames.Replica("production", replica)) is not { Spec.Wanted: Wanted.Running } known
        || (known.Status is { Phase: ReplicaPhase.Ready } status && _room.Edge.Life?.Switch.Table.Revision >= known.Version && _room.Engine.Containers.FirstOrDefault(c => c.Replica == replica) is { Listens: true } now && now.StartedAt == status.StartedAt);
}
