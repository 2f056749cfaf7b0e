using Gantry.Control;
using Gantry.Registry;
using Gantry.Resources;
using Gantry.Resources.Registries;
using Gantry.Resources.Trust;
using Gantry.Server.Registries;
using Gantry.Trust.Decisions.Signatures;
using Gantry.Trust.Signatures;

namespace Gantry.Server.Signing;

/// <summary>Signatures as the platform makes and judges them. The one door for whoever wants an image signed or wants to know who has signed it.</summary>
internal sealed class ImageSignatures : IDisposable
{
    private readonly IResourceStore _store;
    private readonly TimeProvider _time;
    private readonly HttpClient _http = OutsideHttp.Client();
    private readonly SealedSigningKey _key;
    private readonly ImageSigner _signer;

    public ImageSignatures(Platform platform)
    {
        (_store, _time) = (platform.Store, platform.Time);
        Registry = RegistryModule.Client(_http, platform.Logins);
        _key = new SealedSigningKey(platform.Paths, (key, cancel) => TrustedKeyring.AnnounceAsync(_store, key, cancel));
        _signer = new ImageSigner(_key, Registry);
    }

    /// <summary>Of this and other registries.</summary>
    public IRegistryClient Registry { get; }
    public ISigningKey Key => _key;
    public IImageSigner Signer => _signer;

    /// <summary>For somebody: that they wanted it signed is on the record, when it was not signed before.</summary>
    /// <inheritdoc cref="IImageSigner.SignAsync"/>
    public async Task<SignedImage> SignAsync(string repository, string digest, string requestedBy, CancellationToken cancel)
    {
        var made = await _signer.SignAsync(repository, digest, cancel);
        var id = SignatureCheck.IdOf(repository, digest, await _key.PublicAsync(cancel));
        var spec = new SightingSpec { Image = $"{repository}@{digest}", Key = made.Key, FirstSeen = _time.GetUtcNow() };
        await _store.CommitAsync(new Transaction($"user:{requestedBy}", new PutSpec(ResourceNames.Sighting(id), spec, $"{requestedBy} had {spec.Image} signed by the platform", ExpectedVersion: 0)), cancel);
        return made;
    }

    /// <summary>
    /// Looks at the signatures beside an image and judges them now, cryptographically. What is verified for the first time is recorded:
    /// that moment is the one that its key is judged by from then on.
    /// </summary>
    /// <param name="repository">With the registry's address.</param>
    /// <param name="which">Which of the trusted keys count; null: all.</param>
    /// <param name="threshold">Of how many different keys there has to be a signature.</param>
    /// <exception cref="RegistryException"/>
    public async Task<SignatureVerdict> JudgeAsync(string repository, string digest, Func<TrustedKey, bool>? which, int threshold, CancellationToken cancel)
    {
        var found = await new SignatureCollector(Registry).CollectAsync(repository, digest, cancel);
        var world = _store.Current;
        var keys = TrustedKeyring.Of(world).Where(which ?? (static _ => true)).ToList();
        var seen = Seen(world, keys.Select(k => SignatureCheck.IdOf(repository, digest, k.Key)));
        var verdict = SignatureCheck.Of(digest, repository, found, new TrustedKeys(keys, threshold), _time.GetUtcNow(), seen);
        foreach (var fresh in verdict.Verified.Where(v => !seen.ContainsKey(v.Id)).DistinctBy(v => v.Id))
        {
            var spec = new SightingSpec { Image = $"{repository}@{digest}", Key = fresh.Key.Key.Fingerprint, FirstSeen = fresh.FirstSeen };
            // Whoever was first says when.
            await _store.CommitAsync(new Transaction("signing", new PutSpec(ResourceNames.Sighting(fresh.Id), spec, $"{fresh.Key.Name} has signed {spec.Image}", ExpectedVersion: 0)), cancel);
        }

        return verdict;
    }

    /// <summary>The same with keys that are brought along, which are trusted for this once; nothing is recorded.</summary>
    public async Task<SignatureVerdict> JudgeAsync(string repository, string digest, TrustedKeys keys, CancellationToken cancel) =>
        SignatureCheck.Of(digest, repository, await new SignatureCollector(Registry).CollectAsync(repository, digest, cancel), keys, _time.GetUtcNow());

    private static Dictionary<string, DateTimeOffset> Seen(World world, IEnumerable<string> ids)
    {
        var seen = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (world.Get(ResourceNames.Sighting(id)) is { } known) seen[id] = known.SpecAs<SightingSpec>().FirstSeen;
        }

        return seen;
    }

    public void Dispose()
    {
        _signer.Dispose();
        _key.Dispose();
        _http.Dispose();
    }
}
