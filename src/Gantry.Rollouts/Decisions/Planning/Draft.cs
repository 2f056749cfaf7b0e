using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Apps;
using Gantry.Resources.Releases;
using Gantry.Resources.Replicas;
using Gantry.Resources.Rollouts;
using Gantry.Resources.Routes;

namespace Gantry.Rollouts.Decisions;

/// <summary>A plan in the making.</summary>
internal sealed class Draft(PlanInput input, ReleaseSpec target)
{
    private readonly Present _present = new(input);
    private readonly List<Step> _steps = [];
    private readonly List<ServiceChange> _changes = [];
    private readonly List<Problem> _notes = [];

    /// <summary>Routes as they will be when the plan has ended, for the switch at its end.</summary>
    private readonly SortedDictionary<string, RouteSpec> _final = new(StringComparer.Ordinal);

    /// <summary>Routes as the steps so far leave them.</summary>
    private readonly SortedDictionary<string, RouteSpec> _soFar = new(StringComparer.Ordinal);
    private readonly List<string> _outgoing = [];

    /// <summary>Too many of the right kind: no use in keeping them warm.</summary>
    private readonly List<string> _surplus = [];

    public Plan Make()
    {
        foreach (var (service, route) in _present.Routes) _soFar[service] = route;
        var jobsDue = !input.Undo && input.Reason == RolloutReason.Up && target.Fingerprint != input.Live?.Fingerprint;
        foreach (var level in StartOrder.Levels(target.Definition.Services)) Level(level, jobsDue);
        WidenCallers();
        Switch();
        Retire();
        if (_steps.Count == 0 && target.Fingerprint != input.Live?.Fingerprint && !input.Undo)
            _steps.Add(new ShiftStep { Says = $"record release {target.Number}: only settings of Gantry differ", Routes = [], Switches = true });
        if (_steps.Count > 0 && !input.Undo) _notes.AddRange([.. Warnings.Unpinned(target), .. Warnings.Shared(target)]);
        return new Plan { Steps = _steps, Changes = _changes, Notes = _notes, Exceptions = Warnings.Exceptions(target) };
    }

    private void Level(IReadOnlyList<ServiceDefinition> level, bool jobsDue)
    {
        var starts = new List<PlannedReplica>();
        var firsts = new List<RouteChange>();
        var later = new List<Action>();
        foreach (var service in level)
        {
            if (service.OneOff)
            {
                Job(service, jobsDue);
                continue;
            }
            var wanted = Wish.For(service, target, _present, input);
            Describe(service, wanted);
            var route = RouteFactory.Make(target, service.Name, input.Addresses[service.Name], [wanted.Backend]);
            _final[service.Name] = route;
            // What is held stays held until its replicas are ready, whatever the rollout that held it had come to.
            if (wanted.ReplacesFirst || _present.Held(service.Name)) later.Add(() => Recreate(service, wanted, route));
            else if (wanted.Rolls) later.Add(() => Roll(service, wanted, route));
            else
            {
                starts.AddRange(wanted.Reused.Concat(wanted.New).Where(r => !_present.Serving(service.Name).Contains(r.Name)));
                (wanted.Scales ? _surplus : _outgoing).AddRange(wanted.Others);
                // Nobody serves it yet: inside the app it may be called as soon as a replica is ready, from outside with the switch.
                if (wanted.Serving.Count == 0) firsts.Add(new RouteChange(service.Name, route with { Rules = [], Published = [] }));
            }
        }
        Shift(firsts, c => $"let {Text.List(c)} be called inside the app");
        Start(starts);
        foreach (var step in later) step();
    }

    private void Job(ServiceDefinition service, bool due)
    {
        if (!due) return;
        var replica = Wish.Planned(service.Name, target, input, 1);
        _steps.Add(new JobStep { Replica = replica, Says = $"run {service.Name} once and wait for it to succeed" });
        _changes.Add(new ServiceChange(service.Name, ChangeKind.Run, Strategy.Auto, []));
    }

    /// <summary>One owner at a time: hold its requests, stop the old, start the new, let them go.</summary>
    private void Recreate(ServiceDefinition service, Wish wanted, RouteSpec route)
    {
        if (_soFar.TryGetValue(service.Name, out var now) && wanted.Serving.Count > 0)
        {
            _soFar[service.Name] = now with { Hold = true, Backends = [] };
            _steps.Add(new HoldStep { Service = service.Name, Says = $"hold requests to {service.Name}, at most {Text.Duration(service.Rollout.HoldTimeout)}" });
        }
        if (wanted.Others.Count > 0)
            _steps.Add(new StopStep { Replicas = wanted.Others, Says = $"stop {wanted.Others.Count} × {service.Name}" });
        Start([.. wanted.Reused, .. wanted.New]);
        Shift([new RouteChange(service.Name, route)], _ => $"let requests go on to {service.Name}");
    }

    /// <summary>One more, one less, until all are new; never fewer than there were.</summary>
    private void Roll(ServiceDefinition service, Wish wanted, RouteSpec route)
    {
        var old = wanted.Serving.Where(wanted.Others.Contains).ToList();
        var kept = wanted.Reused.Where(r => wanted.Serving.Contains(r.Name)).Select(r => r.Name).ToList();
        var incoming = wanted.Reused.Concat(wanted.New).Where(r => !kept.Contains(r.Name)).ToList();
        var total = kept.Count + incoming.Count;
        var before = _present.Routes[service.Name].Backends;
        for (var i = 0; i < Math.Max(incoming.Count, 1); i++)
        {
            var last = i + 1 >= incoming.Count;
            if (i < incoming.Count) Start([incoming[i]]);
            List<string> news = [.. kept, .. incoming.Take(i + 1).Select(r => r.Name)];
            var olds = last ? [] : old.Skip(i + 1).ToList();
            var backends = before.Select(b => b with { Replicas = [.. b.Replicas.Where(olds.Contains)] })
                .Where(b => b.Replicas.Count > 0).Select(b => b with { Weight = b.Replicas.Count })
                .Append(wanted.Backend with { Replicas = news, Weight = news.Count }).ToList();
            Shift([new RouteChange(service.Name, route with { Backends = last ? [wanted.Backend] : backends })],
                _ => $"shift {news.Count} of {total} of {service.Name} to release {target.Number}");
            var gone = last ? [.. old.Skip(i)] : old.Skip(i).Take(1).ToList();
            if (gone.Count > 0) _steps.Add(new StopStep { Replicas = gone, Says = $"drain and stop {gone.Count} × {service.Name}" });
        }
        _outgoing.AddRange(wanted.Others.Except(old, StringComparer.Ordinal));
    }

    private void Start(List<PlannedReplica> replicas)
    {
        if (replicas.Count == 0) return;
        var made = replicas.Any(r => input.World.Get(ResourceNames.Replica(input.Environment, r.Name)) is null);
        _steps.Add(new StartStep
        {
            Replicas = replicas,
            Says = (made ? "start " : "take back ") + Text.Replicas(replicas.Select(r => r.Service)) + " and wait until ready",
        });
    }

    private void Shift(IReadOnlyList<RouteChange> changes, Func<IEnumerable<string>, string> says, bool switches = false)
    {
        if (changes.Count == 0) return;
        foreach (var change in changes)
        {
            if (change.Spec is { } spec) _soFar[change.Service] = spec;
            else _soFar.Remove(change.Service);
        }
        _steps.Add(new ShiftStep { Routes = changes, Says = says(changes.Select(c => c.Service)), Switches = switches });
    }

    /// <summary>A new service calls old ones while it starts: they let it in before anything else happens.</summary>
    private void WidenCallers()
    {
        var wider = new List<RouteChange>();
        foreach (var (service, wanted) in _final)
        {
            if (!_present.Routes.TryGetValue(service, out var now) || now.Backends.Count == 0) continue;
            var callers = now.Callers.Union(wanted.Callers, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            if (callers.Count > now.Callers.Count) wider.Add(new RouteChange(service, now with { Callers = callers }));
        }
        if (wider.Count == 0) return;
        _steps.Insert(0, new ShiftStep { Routes = wider, Says = $"let new services call {Text.List(wider.Select(w => w.Service))}" });
        foreach (var change in wider) _soFar.TryAdd(change.Service, change.Spec!);
    }

    /// <summary>Everything that was prepared goes live in one snapshot.</summary>
    private void Switch()
    {
        var changes = new List<RouteChange>();
        foreach (var (service, wanted) in _final)
        {
            if (_soFar.TryGetValue(service, out var now) && Fingerprints.Same(now, wanted, GantryJson.Default.RouteSpec)) continue;
            changes.Add(new RouteChange(service, wanted));
        }
        var replaced = changes.Where(c => c.Spec!.Backends.Count > 0).Select(c => c.Service).ToList();
        var removed = _soFar.Keys.Where(s => !_final.ContainsKey(s)).ToList();
        foreach (var service in removed)
        {
            changes.Add(new RouteChange(service, null));
            _changes.Add(new ServiceChange(service, ChangeKind.Remove, Strategy.Auto, []));
            _outgoing.AddRange(_present.Of(service).Select(r => r.Key.Name));
        }
        Shift(changes, _ => (replaced, removed) switch
        {
            ({ Count: > 0 }, { Count: 0 }) => $"switch {Text.List(replaced)} to release {target.Number}",
            ({ Count: > 0 }, _) => $"switch {Text.List(replaced)} to release {target.Number}, take {Text.List(removed)} off",
            (_, { Count: > 0 }) => $"take {Text.List(removed)} off the edge",
            _ => $"set the routes of {Text.List(changes.Select(c => c.Service))}",
        }, switches: true);
    }

    private void Retire()
    {
        var serving = _outgoing.Where(n => _present.Routes.Values.Any(r => r.Backends.Any(b => b.Replicas.Contains(n)))).ToHashSet(StringComparer.Ordinal);
        var keep = input.Undo || input.Reason == RolloutReason.Down ? TimeSpan.Zero : target.Definition.KeepWarm;
        var warm = keep > TimeSpan.Zero ? _outgoing.Where(serving.Contains).Distinct().Order(StringComparer.Ordinal).ToList() : [];
        var gone = _outgoing.Concat(_surplus).Except(warm, StringComparer.Ordinal).Distinct().Order(StringComparer.Ordinal).ToList();
        if (warm.Count > 0)
            _steps.Add(new RetireStep { Replicas = warm, After = keep, Says = $"keep {Names(warm)} of the release before warm for {Text.Duration(keep)}" });
        if (gone.Count > 0 && (_steps.Count > 0 || input.Undo))
            _steps.Add(new RetireStep { Replicas = gone, After = TimeSpan.Zero, Says = $"stop {Names(gone)} once drained" });

        string Names(List<string> names) =>
            Text.Replicas(names.Select(n => _present.Replicas.First(r => r.Key.Name == n).Spec.Service));
    }

    private void Describe(ServiceDefinition service, Wish wanted)
    {
        var before = input.Live?.Definition.Services.FirstOrDefault(s => s.Name == service.Name);
        if (wanted.Nothing(_present.Serving(service.Name)))
        {
            var same = _present.Routes.TryGetValue(service.Name, out var now)
                && Fingerprints.Same(now, RouteFactory.Make(target, service.Name, now.Address, now.Backends), GantryJson.Default.RouteSpec);
            if (!same) _changes.Add(new ServiceChange(service.Name, ChangeKind.Reroute, Strategy.Auto, Differences.Between(input.Live, target, service.Name)));
            return;
        }
        var kind = wanted.Serving.Count == 0 ? ChangeKind.Create : wanted.Scales ? ChangeKind.Scale : ChangeKind.Replace;
        var strategy = wanted.ReplacesFirst ? Strategy.Recreate : wanted.Rolls ? Strategy.Rolling : Strategy.BlueGreen;
        _changes.Add(new ServiceChange(service.Name, kind, strategy, before is null ? [] : Differences.Between(input.Live, target, service.Name)));
        if (wanted is { ReplacesFirst: true, Serving.Count: > 0 })
        {
            _notes.Add(new Problem($"services.{service.Name}", "rollout.hold",
                $"{service.Name} {WhyRecreated(service, wanted)}: its requests are held while it is replaced, at most {Text.Duration(service.Rollout.HoldTimeout)}{(service.UdpPorts is null ? "" : "; datagrams are lost meanwhile")}.",
                "Nothing to do; raise x-gantry.hold when it starts slowly.", Severity.Note));
        }
    }

    private static string WhyRecreated(ServiceDefinition service, Wish wanted) => !wanted.IsExclusive ? "is recreated"
        : Wish.OwnsVolume(service) ? "owns a volume and cannot run twice" : $"publishes UDP port {service.UdpPorts![0].Published} and cannot run twice";
}
