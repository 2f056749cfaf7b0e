using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Simulation.Checks;
using Gantry.Simulation.Platform;
using Gantry.Simulation.Planted;

namespace Gantry.Simulation.People;

/// <summary>
/// What people asked of each app and were answered, with the times: the number of its newest rollout, which every request for
/// a rollout raises and which everybody may read. One-offs take numbers of the same row, so that some are left out.
/// </summary>
public sealed class Histories(Room room)
{
    private readonly SortedDictionary<string, List<Entry>> _apps = new(StringComparer.Ordinal);
    private World? _cached;
    private TimeSpan _cachedAt;

    private sealed class Entry
    {
        public required TimeSpan Invoked { get; init; }
        public required int Number { get; init; }
        public bool Reads { get; init; }
        public TimeSpan? Answered { get; set; }

        public Operation<int> Operation => Reads ? new($"read {Number}", Invoked, Answered, now => (now == Number, now))
            : new($"rollout {Number}", Invoked, Answered, now => (now < Number, Number));
    }

    /// <summary>Somebody has decided on a rollout of this number and has it committed.</summary>
    /// <returns>To be called with the answer: whether it was.</returns>
    public Action<bool> Begin(string app, int number)
    {
        var entry = new Entry { Invoked = room.Loop.Now, Number = number };
        Of(app).Add(entry);
        return done =>
        {
            if (done) entry.Answered = room.Loop.Now;
            else Of(app).Remove(entry);
        };
    }

    /// <summary>Somebody looks at every app.</summary>
    public void Read()
    {
        if (room.Gantryd is not { Store: { } store }) return;
        var world = store.Current;
        if (room.Options.Bug == PlantedBug.StaleReads)
        {
            if (_cached is null || room.Loop.Now - _cachedAt > TimeSpan.FromSeconds(3)) (_cached, _cachedAt) = (world, room.Loop.Now);
            world = _cached;
        }
        foreach (var app in world.List<AppSpec, AppStatus>(Kinds.App))
        {
            if (Of(app.Key.Name).Count < Linearizability.Most - 40)
                Of(app.Key.Name).Add(new Entry { Invoked = room.Loop.Now, Answered = room.Loop.Now, Number = app.Spec.LastRollout, Reads = true });
        }
    }

    public void Check()
    {
        foreach (var (app, entries) in _apps)
        {
            var history = entries.Take(Linearizability.Most).Select(e => e.Operation).ToList();
            if (!Linearizability.Holds(history, 0))
                room.Violate($"what people were told of {app} fits no order: {string.Join(", ", history.Select(o => $"{o.Says} ({o.Invoked.TotalMilliseconds:0}-{o.Answered?.TotalMilliseconds:0})"))}");
        }
    }

    private List<Entry> Of(string app)
    {
        if (!_apps.TryGetValue(app, out var entries)) _apps[app] = entries = [];
        return entries;
    }
}
