using System.Runtime.CompilerServices;
using System.Text.Json;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Edges;
using Gantry.Resources.Traffic;
using Gantry.Traffic.Decisions;

namespace Gantry.Traffic.Effects;

/// <summary>Keeps one edge at the newest snapshot and records what the edge acknowledges. The key is the edge's name.</summary>
/// <param name="wantedOf">What edges are to serve, of a world. Routes that are as they were are the same objects.</param>
public sealed class TrafficController(
    IResourceStore store, IEdgeLink link, string edge, TimeProvider time, Func<World, WantedTraffic> wantedOf) : IController
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    private EdgeReport? _report;
    private bool _connected;

    /// <summary>The process that <see cref="_applied"/> was given to; another one has to be told anew.</summary>
    private string _boot = "";
    private TrafficSnapshot? _applied;

    /// <summary>The last that it has acknowledged.</summary>
    private long _serves;

    /// <summary>Why the newest snapshot is not in force.</summary>
    private string? _refusal;

    public string Name => "traffic";

    public IEnumerable<string> AllKeys(World world) => [edge];

    public IEnumerable<string> KeysFor(ResourceEvent change, World world) =>
        change.Key.Kind is Kinds.Route or Kinds.Replica or Kinds.Certificate || (change.Key.Kind == Kinds.Edge && change.Type == EventType.Spec) ? [edge] : [];

    public async IAsyncEnumerable<string> OutsideAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var heard = false;
            await using (var reports = link.ReportsAsync(cancel).GetAsyncEnumerator(cancel))
            {
                while (await NextAsync(reports))
                {
                    heard = true;
                    // What was said before a snapshot was acknowledged may arrive after the acknowledgement.
                    if (_report is null || _report.Boot != reports.Current.Boot || _report.Revision <= reports.Current.Revision) _report = reports.Current;
                    _connected = true;
                    yield return edge;
                }
            }
            // One that is replaced says no more, and the one that took over answers at once: nobody was away.
            if (heard) continue;
            _connected = false;
            yield return edge;
            await Task.Delay(Retry, time, cancel);
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(string key, CancellationToken cancel)
    {
        TimeSpan? again = null;
        if (_connected && store.Current.Get(ResourceNames.Edge(edge)) is not null)
        {
            var (wanted, since) = wantedOf(store.Current);
            if (_boot == _report!.Boot && _applied is not null && _applied.Revision >= since && Same(_applied, wanted)) _refusal = null;
            else
            {
                // Until it has answered nobody knows what it serves: even going back to what it served before has to be told.
                var served = _boot == _report.Boot ? _applied : null;
                _applied = null;
                try
                {
                    var answer = await link.ApplyAsync(wanted, served?.Fence == wanted.Fence ? served : null, cancel);
                    (_boot, _applied, _serves, _refusal) = (answer.Boot, wanted, wanted.Revision, null);
                    // And the answer after what was said since: of the same revision the stream knows better.
                    if (_report.Boot == answer.Boot && _report.Revision < answer.Revision) _report = answer;
                }
                catch (EdgeUnavailableException why)
                {
                    // The report stream tells when it is back; this is for a refusal by one that is there.
                    (again, _refusal) = (Retry, why.Message);
                }
            }
        }
        await RecordAsync(cancel);
        return again;
    }

    private async ValueTask RecordAsync(CancellationToken cancel)
    {
        var key = ResourceNames.Edge(edge);
        if (_report is not { } report || store.Current.Get<EdgeSpec, EdgeStatus>(key) is not { } known) return;
        var status = new EdgeStatus { Report = report, Serves = _boot == report.Boot ? _serves : 0, Connected = _connected, Refusal = _refusal };
        var changes = new List<Change>();
        if (known.Status?.Report.Boot is { } before && before != report.Boot) changes.Add(new Remark(key, Restarted(report, before)));
        else if (report.Lost is { } cut && known.Status?.Report is { } last && last.Boot == report.Boot && last.Lost != cut)
            changes.Add(new Remark(key, $"a process that ended what it had begun died: {cut.Requests} requests and {cut.Connections} connections were cut since this one serves"));
        if (known.Status is null || !Same(known.Status, status))
            changes.Add(new PutStatus(key, status, !_connected ? "does not answer" : _refusal ?? $"serves revision {report.Revision}"));
        if (changes.Count > 0) await store.CommitAsync(new Transaction(Name, changes), cancel);
    }

    private static string Restarted(EdgeReport report, string before) =>
        report.Replaced == before ? $"process {report.ProcessId} has taken over, no connection was closed; the one before ends what it has begun"
        : report.Lost is { } lost
        ? $"restarted after it ended without notice: {lost.Requests} requests and {lost.Connections} connections were cut, not serving for {(lost.ServingAgain - lost.LastSeen).TotalSeconds:0.0} s"
        : "restarted in order";

    private static bool Same(TrafficSnapshot a, TrafficSnapshot b) =>
        a.Fence == b.Fence && a.Routes.SequenceEqual(b.Routes, ReferenceEqualityComparer.Instance) && (a.Challenges ?? []).SequenceEqual(b.Challenges ?? []);

    private static bool Same(EdgeStatus a, EdgeStatus b) =>
        JsonSerializer.Serialize(a, GantryJson.Default.EdgeStatus) == JsonSerializer.Serialize(b, GantryJson.Default.EdgeStatus);

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<EdgeReport> reports)
    {
        try
        {
            return await reports.MoveNextAsync();
        }
        catch (EdgeUnavailableException)
        {
            return false;
        }
    }
}
