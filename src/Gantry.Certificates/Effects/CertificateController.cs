using System.Collections.Concurrent;
using Gantry.Certificates.Decisions;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Certificates;
using Gantry.Resources.Edges;
using Gantry.Resources.Routes;

namespace Gantry.Certificates.Effects;

/// <summary>Obtains and renews the certificate of a host. The key is the host.</summary>
internal sealed class CertificateController(
    IResourceStore store, IAuthority authority, CertificateFiles files, CertificatesOptions options, TimeProvider time) : IController
{
    private readonly AcmeHosts _hosts = new();

    /// <summary>Until then the authority is not asked, whatever happens here. Not worth keeping: after a start it is asked once.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> _polled = new(StringComparer.Ordinal);

    public string Name => "certificates";

    public IEnumerable<string> AllKeys(World world) => _hosts.Of(world).Union(world.List(Kinds.Certificate).Select(c => c.Key.Name), StringComparer.Ordinal);

    public IEnumerable<string> KeysFor(ResourceEvent change, World world) => (change.Key.Kind, change.Type) switch
    {
        // Hosts that it no longer has are found at the next look at all of them: nothing is urgent about those.
        (Kinds.Route, _) => world.Get(change.Key) is { } route ? AcmeHosts.Of(route.SpecAs<RouteSpec>()) : [],
        (Kinds.Certificate, not EventType.Deleted) => [change.Key.Name],
        (Kinds.Edge, EventType.Status) => world.List<CertificateSpec, CertificateStatus>(Kinds.Certificate).Where(c => c.Status?.Order is { Challenge: not null, Told: null }).Select(c => c.Key.Name),
        _ => [],
    };

    public async IAsyncEnumerable<string> OutsideAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        yield break;
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(string key, CancellationToken cancel)
    {
        var (world, name) = (store.Current, ResourceNames.Certificate(key));
        var known = world.Get<CertificateSpec, CertificateStatus>(name);
        if (!_hosts.Of(world).Contains(key))
        {
            if (known is null) return null;
            files.Forget(key);
            await CommitAsync(new Delete(name, "no route wants it", known.Version), cancel);
            return null;
        }
        if (known is null)
        {
            await CommitAsync(new PutSpec(name, new CertificateSpec { Host = key }, "a route wants it", 0), cancel);
            return null;
        }
        if (_polled.TryGetValue(key, out var until) && until - time.GetUtcNow() is var wait && wait > TimeSpan.Zero) return wait;
        _polled.TryRemove(key, out _);
        return await TurnAsync(key, known, world, cancel);
    }

    private async ValueTask<TimeSpan?> TurnAsync(string host, Resource<CertificateSpec, CertificateStatus> known, World world, CancellationToken cancel)
    {
        var status = known.Status ?? new CertificateStatus();
        Step step;
        try
        {
            step = await SeeAsync(host, status, known.Version, world, cancel);
        }
        catch (AuthorityException failure)
        {
            return await FailedAsync(known.Key, status, failure, cancel);
        }
        if (!await RecordAsync(known.Key, known, step.Next, step.Because, cancel)) return null;
        if (step.Polls) _polled[host] = time.GetUtcNow() + step.Again!.Value;
        try
        {
            return await PerformAsync(host, step, cancel) ?? step.Again;
        }
        catch (AuthorityException failure)
        {
            return await FailedAsync(known.Key, step.Next, failure, cancel);
        }
    }

    private async ValueTask<Step> SeeAsync(string host, CertificateStatus status, long version, World world, CancellationToken cancel)
    {
        var (place, now) = (files.InPlace(host), time.GetUtcNow());
        var sight = new Sight { Host = host, InPlace = place, Challenges = options.Challenges };
        // What is in place is used and told of in any case.
        if (!options.TermsAgreed)
        {
            return new Step(new CertificateStatus { NotBefore = place?.NotBefore, NotAfter = place?.NotAfter, Problem = options.Terms(host) }, "the terms of the authority are not agreed to");
        }
        if (status.Problem?.Code == "acme.terms") status = status with { Problem = null };
        if (status.Order is not { Url: { } url } order) return OrderDecision.Of(status, sight, now);
        if (status.Again > now) return new Step(status, "waits", Again: status.Again - now);
        var isAnswered = order.Challenge is not null && world.List<EdgeSpec, EdgeStatus>(Kinds.Edge).All(edge => edge.Status?.Serves >= version);
        // There is nothing to ask the authority until edges are ready for it.
        if (order is { Challenge: not null, Told: null } && !isAnswered) return new Step(status, "edges take up the challenge");
        return OrderDecision.Of(status with { Again = null }, sight with { Order = await authority.LookAsync(host, url, cancel), IsAnswered = isAnswered }, now);
    }

    private async ValueTask<TimeSpan?> PerformAsync(string host, Step step, CancellationToken cancel)
    {
        var name = ResourceNames.Certificate(host);
        switch (step.Act)
        {
            case Act.Order:
                files.Forget(host);
                var url = await authority.OrderAsync(host, cancel);
                await RecordAsync(name, null, step.Next with { Order = step.Next.Order! with { Url = url } }, $"the order is {url}", cancel);
                return null;
            case Act.Tell:
                await authority.TellAsync(host, step.Target, cancel);
                break;
            case Act.Finish:
                await authority.FinishAsync(host, step.Target, files.Request(host), cancel);
                break;
            case Act.Fetch:
                var (begins, ends) = files.Install(host, await authority.FetchAsync(host, step.Target, cancel));
                await RecordAsync(name, null, OrderDecision.Done(step.Next, host, begins, ends), $"obtained, valid until {ends.ToUniversalTime():yyyy-MM-dd HH:mm} UTC", cancel);
                files.Forget(host);
                return null;
        }
        return step.Act == Act.None ? null : TimeSpan.Zero;
    }

    private async ValueTask<TimeSpan?> FailedAsync(Key name, CertificateStatus status, AuthorityException failure, CancellationToken cancel)
    {
        var step = OrderDecision.Failed(status, name.Name, failure.Failure, failure.Problem with { Place = name.Name }, time.GetUtcNow(), failure.RetryAfter);
        await RecordAsync(name, null, step.Next, step.Because, cancel);
        return step.Again;
    }

    /// <param name="known">What was decided on; null: whatever there is.</param>
    /// <returns>False: it is another one by now, and its event brings it back.</returns>
    private async ValueTask<bool> RecordAsync(Key name, Resource<CertificateSpec, CertificateStatus>? known, CertificateStatus next, string because, CancellationToken cancel) =>
        Same(known?.Status, next) || await CommitAsync(new PutStatus(name, next, because, known?.Version), cancel);

    private static bool Same(CertificateStatus? a, CertificateStatus b) =>
        a is not null && a with { Problem = null } == b with { Problem = null } && a.Problem?.ToString() == b.Problem?.ToString();

    private async ValueTask<bool> CommitAsync(Change change, CancellationToken cancel) =>
        (await store.CommitAsync(new Transaction(Name, change), cancel)).Committed;
}
