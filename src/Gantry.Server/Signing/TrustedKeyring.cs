using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Trust;
using Gantry.Trust.Decisions.Signatures;

namespace Gantry.Server.Signing;

/// <summary>The keys that the platform trusts, as the store has them.</summary>
internal static class TrustedKeyring
{
    public const string Own = "platform";

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<TrustedKey> Of(World world) =>
        [.. world.List(Kinds.TrustKey).Select(r => Of(r.Key.Name, r.SpecAs<TrustKeySpec>())).OfType<TrustedKey>()];

    /// <summary>Trusts the platform's own key, under a name that no other has. Once for each key, also for one that is taken away again later.</summary>
    public static async Task AnnounceAsync(IResourceStore store, PublicKey key, CancellationToken cancel)
    {
        while (!Of(store.Current).Any(k => k.Key.Fingerprint == key.Fingerprint))
        {
            var name = store.Current.Get(ResourceNames.TrustKey(Own)) is null ? Own : $"{Own}-{key.Fingerprint[..8]}";
            var spec = new TrustKeySpec { Pem = key.Pem, Fingerprint = key.Fingerprint, Own = true };
            var put = new PutSpec(ResourceNames.TrustKey(name), spec, $"the platform's own key, SHA-256 {key.Fingerprint}", ExpectedVersion: 0);
            await store.CommitAsync(new Transaction("gantryd", put), cancel);
        }
    }

    private static TrustedKey? Of(string name, TrustKeySpec spec) =>
        PublicKey.Read(name, spec.Pem).Value is { } key ? new TrustedKey(name, key, spec.NotBefore, spec.NotAfter) : null;
}
