using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Trust;
using Gantry.Server.Endpoints;
using Gantry.Trust.Decisions.Fetching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Evidence;

/// <summary>Where advisories are fetched from.</summary>
internal static class AdvisorySourceEndpoints
{
    private const string Path = "/v1/advisory-sources";
    private const int LongestUrl = 2048;

    public static void MapAdvisorySources(this IEndpointRouteBuilder app, Platform platform)
    {
        app.MapGet(Path, () => Views(platform));
        app.MapPut(Path, (AdvisorySourceRequest request, CancellationToken cancel) => PutAsync(platform, request, cancel));
        app.MapDelete(Path, (string url, string requestedBy, CancellationToken cancel) => DeleteAsync(platform.Store, url, requestedBy, cancel));
    }

    private static IResult Views(Platform platform) => Answers.Json<IReadOnlyList<AdvisorySourceView>>(
        [.. All(platform.Store.Current).Select(s => View(s, platform.Time.GetUtcNow()))], GantryJson.Default.IReadOnlyListAdvisorySourceView);

    /// <summary>How each of them is.</summary>
    public static IEnumerable<Checkup> Checkups(World world, DateTimeOffset now) => All(world).Select(s => View(s, now)).Select(v =>
        v.Problem is { } problem ? new Checkup(v.Url, false, $"{problem.Message} It is tried again {In(v.Next, now)}.", problem.Help)
        : new Checkup(v.Url, true, v.Fetched is { } at ? $"advisories fetched {at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}, {v.Records} records, asked again {In(v.Next, now)}" : "advisories are being fetched"));

    private static IEnumerable<Resource<AdvisorySourceSpec, AdvisorySourceStatus>> All(World world) => world.List<AdvisorySourceSpec, AdvisorySourceStatus>(Kinds.AdvisorySource);

    private static AdvisorySourceView View(Resource<AdvisorySourceSpec, AdvisorySourceStatus> source, DateTimeOffset now) => new()
    {
        Url = source.Spec.Url,
        Every = source.Spec.Every,
        Fetched = source.Status?.Fetched,
        Changed = source.Status?.Changed,
        Records = source.Status?.Records ?? 0,
        Next = now + FetchSchedule.Wait(source.Spec, source.Status, now),
        Problem = source.Status?.Problem,
    };

    private static async Task<IResult> PutAsync(Platform platform, AdvisorySourceRequest request, CancellationToken cancel)
    {
        if (request.Url.Length > LongestUrl || !Uri.TryCreate(request.Url, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) || url.UserInfo.Length > 0)
            return Answers.Problems([new Problem(request.Url.Contains('@', StringComparison.Ordinal) ? "URL" : request.Url, "advisories.bad-url", "It is no address that advisories can be fetched from.", "Write the http or https address of a zip archive of OSV records, without a user in it.")]);
        if (request.Every < FetchSchedule.Least || request.Every > FetchSchedule.Most)
            return Answers.Problems([new Problem(request.Url, "advisories.bad-interval", "It is asked every 15 minutes at most, and every 7 days at least.", "Write --every 6h.")]);
        var key = Key(request.Url);
        while (true)
        {
            var known = platform.Store.Current.Get(key);
            var put = new PutSpec(key, new AdvisorySourceSpec { Url = request.Url, Every = request.Every }, $"{request.RequestedBy} has advisories fetched", known?.Version ?? 0);
            if ((await platform.Store.CommitAsync(new Transaction($"user:{request.RequestedBy}", put), cancel)).Committed) return Views(platform);
        }
    }

    private static async Task<IResult> DeleteAsync(IResourceStore store, string url, string requestedBy, CancellationToken cancel)
    {
        while (store.Current.Get(Key(url)) is { } known)
        {
            var delete = new Delete(known.Key, $"{requestedBy} has them fetched from there no more", known.Version);
            if ((await store.CommitAsync(new Transaction($"user:{requestedBy}", delete), cancel)).Committed) return Results.NoContent();
        }

        return Answers.Problems([new Problem(url, "advisories.source-not-found", "Nothing is fetched from there.", "See from where: gantry advisories source list")]);
    }

    private static Key Key(string url) => ResourceNames.AdvisorySource(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)).AsSpan(0, 8)));

    private static string In(DateTimeOffset next, DateTimeOffset now) => next <= now ? "now" : string.Create(CultureInfo.InvariantCulture, $"in {Math.Ceiling((next - now).TotalMinutes):0} min");
}
