using System.Globalization;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Trust;
using Gantry.Server.Endpoints;
using Gantry.Trust.Decisions.Signatures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Signing;

/// <summary>Whose signatures count. Each change is an event of the audit chain.</summary>
internal static class TrustKeyEndpoints
{
    private const int LongestName = 63;

    public static void MapTrustKeys(this IEndpointRouteBuilder app, Platform platform, ImageSignatures signatures)
    {
        var store = platform.Store;
        app.MapGet("/v1/trust/keys", () => Answers.Json<IReadOnlyList<TrustKeyView>>(
            [.. store.Current.List(Kinds.TrustKey).Select(r => View(r.Key.Name, r.SpecAs<TrustKeySpec>()))], GantryJson.Default.IReadOnlyListTrustKeyView));
        app.MapPut("/v1/trust/keys/{name}", (string name, TrustKeyRequest request, CancellationToken cancel) => PutAsync(store, name, request, cancel));
        app.MapDelete("/v1/trust/keys/{name}", (string name, string requestedBy, CancellationToken cancel) => DeleteAsync(store, name, requestedBy, cancel));
        app.MapPost("/v1/trust/platform-key", async (CancellationToken cancel) =>
        {
            var key = await signatures.Key.PublicAsync(cancel);
            return Answers.Json(new PlatformKeyView(key.Fingerprint, key.Pem), GantryJson.Default.PlatformKeyView);
        });
    }

    private static async Task<IResult> PutAsync(IResourceStore store, string name, TrustKeyRequest request, CancellationToken cancel)
    {
        if (!IsName(name)) return Answers.Problems([new Problem(name, "key.bad-name", "A key's name is made of lower-case letters, digits and dashes, and has at most 63 of them.", "Name it after who signs with it: ci, release-2026.")]);
        var (key, unreadable) = PublicKey.Read(name, request.Pem);
        if (unreadable is not null) return Answers.Problems([unreadable]);
        if (request.NotAfter <= request.NotBefore) return Answers.Problems([new Problem(name, "key.bad-window", "It would end before it begins: no signature of it could ever count.", "Let --not-after be later than --not-before.")]);
        while (true)
        {
            var known = store.Current.Get(ResourceNames.TrustKey(name));
            var before = known?.SpecAs<TrustKeySpec>();
            if (before is not null && before.Fingerprint != key!.Fingerprint)
                return Answers.Problems([new Problem(name, "key.name-taken", $"Another key has this name, SHA-256 {before.Fingerprint}.", $"Choose another name, or take that one away first: gantry trust key remove {name}")]);
            var spec = new TrustKeySpec { Pem = key!.Pem, Fingerprint = key.Fingerprint, NotBefore = request.NotBefore, NotAfter = request.NotAfter, Own = before?.Own ?? false };
            var because = $"{(before is null ? "trusted" : "changed")} by {request.RequestedBy}{Window(spec)}, SHA-256 {spec.Fingerprint}";
            var done = await store.CommitAsync(new Transaction($"user:{request.RequestedBy}", new PutSpec(ResourceNames.TrustKey(name), spec, because, known?.Version ?? 0)), cancel);
            if (done.Committed) return Answers.Json(View(name, spec), GantryJson.Default.TrustKeyView);
        }
    }

    private static async Task<IResult> DeleteAsync(IResourceStore store, string name, string requestedBy, CancellationToken cancel)
    {
        while (store.Current.Get(ResourceNames.TrustKey(name)) is { } known)
        {
            var delete = new Delete(known.Key, $"taken away by {requestedBy}, SHA-256 {known.SpecAs<TrustKeySpec>().Fingerprint}", known.Version);
            if ((await store.CommitAsync(new Transaction($"user:{requestedBy}", delete), cancel)).Committed) return Results.NoContent();
        }

        return Answers.Problems([new Problem(name, "key.not-found", "No key of this name is trusted.", "See which are: gantry trust key list")]);
    }

    private static string Window(TrustKeySpec spec) =>
        string.Create(CultureInfo.InvariantCulture, $"{(spec.NotBefore is { } from ? $", from {from:u}" : "")}{(spec.NotAfter is { } to ? $", until {to:u}" : "")}");

    private static TrustKeyView View(string name, TrustKeySpec spec) => new(name, spec.Fingerprint, spec.NotBefore, spec.NotAfter, spec.Own);

    private static bool IsName(string name) => name.Length is > 0 and <= LongestName && name[0] != '-' && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
