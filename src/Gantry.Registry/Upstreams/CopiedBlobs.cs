using Gantry.Registry.Remote;
using Gantry.Resources.Registries;
using Microsoft.AspNetCore.Http;

namespace Gantry.Registry.Upstreams;

/// <summary>Answers for blobs that are not here yet.</summary>
internal static class CopiedBlobs
{
    /// <summary>Either sends it, or brings it here and leaves the sending to whoever sends what is here.</summary>
    /// <param name="part">Only a part of it is wanted, or somebody has begun with it.</param>
    /// <param name="describe">Sets the headers, from its length.</param>
    public static async Task<(bool Sent, Refusal? Refusal)> SendAsync(HttpContext http, PullThrough through, (RemoteName Place, string Repository, Digest Digest) what, bool part, Action<long?> describe)
    {
        var fetch = through.Fetch(what.Place, what.Repository, what.Digest);
        try
        {
            if (await fetch.HeadAsync(http.RequestAborted) is { } refusal) return (false, refusal);
            if (part || fetch.Length is null)
                return await fetch.KeptAsync(http.RequestAborted) ? (false, null) : (false, Refusal.Upstream($"{what.Place.Host} did not give all of it, or something else than its digest says."));
            describe(fetch.Length);
            await fetch.SendAsync(http);
            return (true, null);
        }
        finally
        {
            fetch.Leave();
        }
    }

    public static async Task<Refusal?> LookAsync(HttpContext http, PullThrough through, RemoteName place, Digest digest, Action<long?> describe)
    {
        try
        {
            using var answer = await through.Reader.BlobAsync(place, HttpMethod.Head, digest, http.RequestAborted);
            if (answer is null) return Refusal.BlobUnknown(digest.Text);
            describe(answer.Content.Headers.ContentLength);
            return null;
        }
        catch (RegistryException away)
        {
            return PullThrough.Refuse(away);
        }
    }
}
