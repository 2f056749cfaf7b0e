using System.Globalization;
using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Audit;
using Gantry.Resources.Edges;

namespace Gantry.Client;

/// <summary>
/// The API of one platform, typed. Every call throws <see cref="RefusedException"/> when the platform says no and
/// <see cref="PlatformAwayException"/> when it does not answer.
/// </summary>
/// <param name="socket">The platform's Unix socket.</param>
public sealed class GantryClient(string socket)
{
    private readonly Wire _wire = new(socket);

    public string Socket { get; } = socket;

    /// <summary>
    /// Makes ready what the first plan of a process needs: tables of how records are written and read. It can be done on another core
    /// while the caller has something else to do.
    /// </summary>
    public static void Prepare()
    {
        _ = JsonSerializer.SerializeToUtf8Bytes(Rehearsal.Request, RequestJson.Default.PlanRequest);
        _ = JsonSerializer.Deserialize(Rehearsal.Line, GantryJson.Default.PlanLine);
    }

    /// <summary>Builds and pins the images and says what a rollout would do. The last line has a plan or problems.</summary>
    /// <param name="expects">Another platform refuses, with <c>platform.differs</c> (412) or, if it is older than that answer, 404. Null: any will do.</param>
    public IAsyncEnumerable<PlanLine> PlanAsync(PlanRequest request, PlatformExpectation? expects, CancellationToken cancel) =>
        _wire.LinesAsync(expects is null ? "v1/plans" : Query($"v1/plans/{Uri.EscapeDataString(expects.Version)}", ("http", expects.Http), ("https", expects.Https)), request, RequestJson.Default.PlanRequest, GantryJson.Default.PlanLine, cancel);

    public Task<RolloutAnswer> RolloutAsync(RolloutRequest request, CancellationToken cancel) =>
        _wire.PostAsync("v1/rollouts", request, RequestJson.Default.RolloutRequest, GantryJson.Default.RolloutAnswer, cancel);

    public Task<PolicyView> PolicyAsync(string environment, CancellationToken cancel) =>
        _wire.GetAsync($"v1/policies/{Uri.EscapeDataString(environment)}", GantryJson.Default.PolicyView, cancel);

    /// <summary>Has a policy count from now on.</summary>
    public Task<PolicyAnswer> SetPolicyAsync(string environment, PolicyRequest request, CancellationToken cancel) =>
        _wire.PostAsync($"v1/policies/{Uri.EscapeDataString(environment)}", request, RequestJson.Default.PolicyRequest, GantryJson.Default.PolicyAnswer, cancel);

    /// <summary>What a policy would say of releases. Changes nothing.</summary>
    public Task<IReadOnlyList<ReleaseVerdict>> VerdictsAsync(string environment, VerdictRequest request, CancellationToken cancel) =>
        _wire.PostAsync($"v1/policies/{Uri.EscapeDataString(environment)}/verdicts", request, RequestJson.Default.VerdictRequest, GantryJson.Default.IReadOnlyListReleaseVerdict, cancel);

    /// <param name="release"><c>shop.7</c></param>
    public Task<AdmissionAnswer> AdmissionAsync(string environment, string release, CancellationToken cancel) =>
        _wire.GetAsync($"v1/admissions/{Uri.EscapeDataString(environment)}/{Uri.EscapeDataString(release)}", GantryJson.Default.AdmissionAnswer, cancel);

    public Task<RunAnswer> RunAsync(RunRequest request, CancellationToken cancel) =>
        _wire.PostAsync("v1/runs", request, RequestJson.Default.RunRequest, GantryJson.Default.RunAnswer, cancel);

    /// <summary>Stops a one-off container before its command has ended. Does nothing when it has.</summary>
    public Task StopRunAsync(string environment, string replica, string requestedBy, CancellationToken cancel) =>
        _wire.SendAsync("DELETE",
            Query("v1/runs", ("environment", environment), ("replica", replica), ("requestedBy", requestedBy)), cancel);

    /// <param name="name">Only the resource of this name; null for all of the kind.</param>
    public async Task<IReadOnlyList<ResourceView>> ResourcesAsync(
        string kind, string? environment, string? app, string? name, CancellationToken cancel)
    {
        var found = await _wire.GetAsync(
            Query("v1/resources", ("kind", kind), ("environment", environment), ("app", app), ("name", name)),
            GantryJson.Default.IReadOnlyListResourceView, cancel);
        return name is null ? found : [.. found.Where(r => r.Name == name)];
    }

    /// <summary>Every event of an app after the given sequence number, then those to come. Ends only when the platform does.</summary>
    public IAsyncEnumerable<WatchLine> WatchAsync(string environment, string app, long after, CancellationToken cancel) =>
        _wire.LinesAsync(Query("v1/watch", ("after", Text(after)), ("environment", environment), ("app", app)), GantryJson.Default.WatchLine, cancel);

    public Task<IReadOnlyList<WatchLine>> EventsAsync(string? environment, string? app, int limit, CancellationToken cancel) =>
        _wire.GetAsync(Query("v1/events", ("environment", environment), ("app", app), ("limit", Text(limit))),
            GantryJson.Default.IReadOnlyListWatchLine, cancel);

    public IAsyncEnumerable<LogLine> LogsAsync(LogQuery query, CancellationToken cancel) =>
        _wire.LinesAsync(
            Query("v1/logs", ("environment", query.Environment), ("app", query.App), ("service", query.Service),
                ("replica", query.Replica), ("follow", query.Follow ? "true" : null), ("tail", query.Tail is { } tail ? Text(tail) : null)),
            GantryJson.Default.LogLine, cancel);

    public Task<PlatformStatus> StatusAsync(CancellationToken cancel) =>
        _wire.GetAsync("v1/status", GantryJson.Default.PlatformStatus, cancel);

    /// <summary>What went through the edge since it started.</summary>
    public Task<EdgeStats> TrafficAsync(CancellationToken cancel) => _wire.GetAsync("v1/traffic", GantryJson.Default.EdgeStats, cancel);

    public Task<VulnerabilityReport> VulnerabilitiesAsync(CancellationToken cancel) => _wire.GetAsync("v1/vulnerabilities", GantryJson.Default.VulnerabilityReport, cancel);

    public Task<IReadOnlyList<Checkup>> DoctorAsync(CancellationToken cancel) =>
        _wire.GetAsync("v1/doctor", GantryJson.Default.IReadOnlyListCheckup, cancel);

    /// <summary>The audit chain from its first event to the newest there is now.</summary>
    public IAsyncEnumerable<AuditEvent> AuditAsync(CancellationToken cancel) => _wire.LinesAsync("v1/audit/events", GantryJson.Default.AuditEvent, cancel);

    /// <summary>Has the platform read its store back: the chain, and each resource against it. The head is that of before.</summary>
    public Task<AuditVerdict> VerifyAsync(CancellationToken cancel) => _wire.GetAsync("v1/audit/verdict", GantryJson.Default.AuditVerdict, cancel);

    public Task<AuditHead> AuditHeadAsync(CancellationToken cancel) => _wire.GetAsync("v1/audit/head", GantryJson.Default.AuditHead, cancel);

    /// <summary>The repositories of the platform's registry.</summary>
    public Task<IReadOnlyList<RepositorySummary>> RepositoriesAsync(CancellationToken cancel) => _wire.GetAsync("v1/registry/repositories", GantryJson.Default.IReadOnlyListRepositorySummary, cancel);

    /// <summary>Frees what nothing needs of the registry, and tells of each thing that is gone; a dry run of each thing that there is.</summary>
    /// <param name="grace">How long what was just pushed is left alone; null for the platform's own.</param>
    public IAsyncEnumerable<CollectionLine> CollectAsync(bool dryRun, TimeSpan? grace, CancellationToken cancel) =>
        _wire.PostedLinesAsync(Query("v1/registry/collections", ("dryRun", dryRun ? "true" : null), ("grace", grace is { } time ? Text((long)time.TotalSeconds) : null)), GantryJson.Default.CollectionLine, cancel);

    /// <summary>At which registries the platform is somebody.</summary>
    public Task<IReadOnlyList<RegistryLoginView>> RegistryLoginsAsync(CancellationToken cancel) => _wire.GetAsync("v1/registry-logins", GantryJson.Default.IReadOnlyListRegistryLoginView, cancel);

    /// <param name="host">As people write it.</param>
    public Task<IReadOnlyList<RegistryLoginView>> RegistryLoginAsync(string host, RegistryLoginRequest request, CancellationToken cancel) =>
        _wire.PutAsync(Query("v1/registry-logins", ("host", host)), request, RequestJson.Default.RegistryLoginRequest, GantryJson.Default.IReadOnlyListRegistryLoginView, cancel);

    public Task RegistryLogoutAsync(string host, string requestedBy, CancellationToken cancel) =>
        _wire.SendAsync("DELETE", Query("v1/registry-logins", ("host", host), ("requestedBy", requestedBy)), cancel);

    /// <summary>Which registries the platform's own gives out below a name.</summary>
    public Task<IReadOnlyList<RegistryUpstreamView>> UpstreamsAsync(CancellationToken cancel) => _wire.GetAsync("v1/registry-upstreams", GantryJson.Default.IReadOnlyListRegistryUpstreamView, cancel);

    public Task<RegistryUpstreamView> AddUpstreamAsync(string name, RegistryUpstreamRequest request, CancellationToken cancel) =>
        _wire.PutAsync($"v1/registry-upstreams/{Uri.EscapeDataString(name)}", request, RequestJson.Default.RegistryUpstreamRequest, GantryJson.Default.RegistryUpstreamView, cancel);

    public Task RemoveUpstreamAsync(string name, string requestedBy, CancellationToken cancel) =>
        _wire.SendAsync("DELETE", Query($"v1/registry-upstreams/{Uri.EscapeDataString(name)}", ("requestedBy", requestedBy)), cancel);

    /// <summary>From where advisories are fetched.</summary>
    public Task<IReadOnlyList<AdvisorySourceView>> AdvisorySourcesAsync(CancellationToken cancel) => _wire.GetAsync("v1/advisory-sources", GantryJson.Default.IReadOnlyListAdvisorySourceView, cancel);

    public Task<IReadOnlyList<AdvisorySourceView>> AddAdvisorySourceAsync(AdvisorySourceRequest request, CancellationToken cancel) =>
        _wire.PutAsync("v1/advisory-sources", request, RequestJson.Default.AdvisorySourceRequest, GantryJson.Default.IReadOnlyListAdvisorySourceView, cancel);

    public Task RemoveAdvisorySourceAsync(string url, string requestedBy, CancellationToken cancel) =>
        _wire.SendAsync("DELETE", Query("v1/advisory-sources", ("url", url), ("requestedBy", requestedBy)), cancel);

    /// <summary>The keys whose signatures of images count.</summary>
    public Task<IReadOnlyList<TrustKeyView>> TrustKeysAsync(CancellationToken cancel) => _wire.GetAsync("v1/trust/keys", GantryJson.Default.IReadOnlyListTrustKeyView, cancel);

    public Task<TrustKeyView> TrustKeyAsync(string name, TrustKeyRequest request, CancellationToken cancel) =>
        _wire.PutAsync($"v1/trust/keys/{Uri.EscapeDataString(name)}", request, RequestJson.Default.TrustKeyRequest, GantryJson.Default.TrustKeyView, cancel);

    public Task DistrustKeyAsync(string name, string requestedBy, CancellationToken cancel) =>
        _wire.SendAsync("DELETE", Query($"v1/trust/keys/{Uri.EscapeDataString(name)}", ("requestedBy", requestedBy)), cancel);

    /// <summary>The public half of the key that the platform signs with, which is made where there is none.</summary>
    public Task<PlatformKeyView> PlatformKeyAsync(CancellationToken cancel) => _wire.PostAsync("v1/trust/platform-key", GantryJson.Default.PlatformKeyView, cancel);

    public Task<SignAnswer> SignAsync(SignRequest request, CancellationToken cancel) => _wire.PostAsync("v1/signatures", request, RequestJson.Default.SignRequest, GantryJson.Default.SignAnswer, cancel);

    public Task<VerifyAnswer> VerifySignaturesAsync(VerifyRequest request, CancellationToken cancel) =>
        _wire.PostAsync("v1/signatures/verdicts", request, RequestJson.Default.VerifyRequest, GantryJson.Default.VerifyAnswer, cancel);

    /// <summary>All that is stored, as a tar archive that the platform has restored in a scratch place and compared.</summary>
    public async Task<BackupStream> BackupAsync(CancellationToken cancel) => new(await _wire.OpenAsync("v1/backup", cancel));

    /// <summary>An image that the engine has, as an archive. Reading it throws when the platform goes away.</summary>
    public async Task<ImageStream> ImageAsync(string name, CancellationToken cancel) => new(await _wire.OpenAsync(Query("v1/images/archive", ("name", name)), cancel));

    /// <summary>Asks the platform to stop. It has not stopped yet when this returns. Containers keep running.</summary>
    /// <param name="keepEdge">True: traffic goes on, for a control plane that comes back at once.</param>
    public Task StopAsync(bool keepEdge, CancellationToken cancel) =>
        _wire.SendAsync("POST", keepEdge ? "v1/stop?edge=keep" : "v1/stop", cancel);

    /// <summary>Has another process of the edge take over; returns when it has.</summary>
    public Task<EdgeReplaced> ReplaceEdgeAsync(CancellationToken cancel) =>
        _wire.PostAsync("v1/edge/replace", GantryJson.Default.EdgeReplaced, cancel);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Query(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            if (value is null) continue;
            path += $"{separator}{name}={Uri.EscapeDataString(value)}";
            separator = '&';
        }

        return path;
    }
}

/// <summary>What a caller takes the platform for, without having asked.</summary>
/// <param name="Version">Its build.</param>
/// <param name="Http">Where it takes traffic; null for anywhere.</param>
/// <param name="Https">The same for HTTPS.</param>
public sealed record PlatformExpectation(string Version, string? Http, string? Https);

/// <summary>Which lines of which containers.</summary>
public sealed record LogQuery
{
    public required string Environment { get; init; }
    public required string App { get; init; }

    /// <summary>Null for all services.</summary>
    public string? Service { get; init; }

    /// <summary>Null for all replicas.</summary>
    public string? Replica { get; init; }
    public bool Follow { get; init; }

    /// <summary>At most so many of the last lines of each replica; null for all.</summary>
    public int? Tail { get; init; }
}
