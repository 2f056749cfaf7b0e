using System.Collections.Concurrent;
using Gantry.Registry.Decisions;
using Gantry.Registry.Index;
using Gantry.Registry.Remote;
using Gantry.Resources.Registries;

namespace Gantry.Registry.Upstreams;

/// <param name="Refusal">It is not to be had.</param>
/// <param name="Warning">What is kept is given out because nobody could be asked whether it is the newest.</param>
internal readonly record struct Ensured(Refusal? Refusal, string? Warning);

/// <summary>
/// Repositories whose content comes from elsewhere. What is asked for is fetched once for all who ask at the same time, and goes on
/// being fetched when they have gone: whoever comes next finds it.
/// </summary>
internal sealed class PullThrough
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private const long TouchEvery = 3600;

    private readonly ImageRegistry _registry;
    private readonly IUpstreams _upstreams;
    private readonly ConcurrentDictionary<(string Repository, string Reference), Lazy<Task<Ensured>>> _asking = [];
    private readonly ConcurrentDictionary<(string Repository, string Digest), BlobFetch> _fetching = [];
    private readonly ConcurrentDictionary<(string Repository, string Tag), long> _asked = [];
    private readonly ConcurrentDictionary<(string Repository, string Digest), long> _used = [];

    public PullThrough(ImageRegistry registry, PullThroughParts parts)
    {
        (_registry, _upstreams) = (registry, parts.Upstreams);
        Reader = new UpstreamReader(new RegistryExchange(parts.Http, new RegistryTokens(parts.Http, parts.Logins)));
    }

    public UpstreamReader Reader { get; }

    /// <returns>Where a repository's content comes from; null: it was pushed here.</returns>
    public RemoteName? PlaceOf(string repository)
    {
        var slash = repository.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || _upstreams.Find(repository[..slash]) is not { } source) return null;
        try
        {
            return RemoteName.Parse($"{source}/{repository[(slash + 1)..]}");
        }
        catch (RegistryException)
        {
            return null;
        }
    }

    /// <summary>Sees to it that the index has a manifest, and for a tag that it is the newest.</summary>
    public async Task<Ensured> ManifestAsync(RemoteName place, string repository, string reference, Digest? digest, CancellationToken cancel)
    {
        if (Kept(repository, reference, digest) is { } kept && (digest is not null || !Copies.IsDue(_asked.TryGetValue((repository, reference), out var at) ? at : null, _registry.Now)))
        {
            await UsedAsync(repository, kept.Digest);
            return default;
        }

        var asking = _asking.GetOrAdd((repository, reference), key => new Lazy<Task<Ensured>>(() => AskAsync(place, key, digest)));
        return await asking.Value.WaitAsync(cancel);
    }

    /// <summary>What brings a blob; null when there is no need to any more.</summary>
    public BlobFetch Fetch(RemoteName place, string repository, Digest digest)
    {
        while (true)
        {
            var fetch = _fetching.GetOrAdd((repository, digest.Text), key => new BlobFetch(_registry, Reader, place, repository, digest, () => _fetching.TryRemove(key, out _)));
            if (fetch.TryJoin()) return fetch;
        }
    }

    private async Task<Ensured> AskAsync(RemoteName place, (string Repository, string Reference) key, Digest? digest)
    {
        using var patience = new CancellationTokenSource(Patience);
        var kept = Kept(key.Repository, key.Reference, digest);
        try
        {
            if (kept is null || await Reader.DigestAsync(place, key.Reference, patience.Token) != kept.Digest)
            {
                if (await Reader.ManifestAsync(place, key.Reference, patience.Token) is not { } found) return new Ensured(Refusal.ManifestUnknown(key.Reference), null);
                var (document, invalid) = ManifestDocument.Read(found.Content, found.MediaType);
                if (document is null) return new Ensured(invalid, null);
                var stored = new StoredManifest(found.Digest, document.MediaType, found.Content);
                var tag = digest is null ? key.Reference : null;
                await _registry.Index.WriteAsync(rows => ManifestRows.PutCopy(rows, key.Repository, tag, stored, document, _registry.Now));
                _registry.Manifests.Changed(key.Repository, tag, found.Digest);
                kept = stored;
            }

            if (digest is null) _asked[key] = _registry.Now;
            await UsedAsync(key.Repository, kept.Digest);
            return default;
        }
        catch (RegistryException away)
        {
            return kept is null ? new Ensured(Refuse(away), null) : new Ensured(null, away.Problem.Message);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            var late = $"{place.Host} did not answer in time.";
            return kept is null ? new Ensured(Refusal.Upstream(late), null) : new Ensured(null, late);
        }
        finally
        {
            _asking.TryRemove(key, out _);
        }
    }

    public static Refusal Refuse(RegistryException failure) => failure.Problem.Code is "registry.denied" or "registry.login-refused"
        ? Refusal.Denied($"{failure.Problem.Message} {failure.Problem.Help}") : Refusal.Upstream($"{failure.Problem.Message} {failure.Problem.Help}");

    /// <summary>It is in use: written down once an hour, which is exact enough for days.</summary>
    private async Task UsedAsync(string repository, string digest)
    {
        var now = _registry.Now;
        if (_used.TryGetValue((repository, digest), out var at) && now - at < TouchEvery) return;
        _used[(repository, digest)] = now;
        await _registry.Index.WriteAsync(rows => ManifestRows.Touch(rows, repository, digest, now));
    }

    private StoredManifest? Kept(string repository, string reference, Digest? digest) => _registry.Manifests.Get(repository, reference, () => _registry.Index.Read(rows =>
        digest is not null ? ManifestRows.ByDigest(rows, repository, reference) : ManifestRows.ByTag(rows, repository, reference)));
}
