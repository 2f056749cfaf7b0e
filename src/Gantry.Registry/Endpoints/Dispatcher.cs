using Gantry.Registry.Decisions;
using Microsoft.AspNetCore.Http;

namespace Gantry.Registry.Endpoints;

/// <summary>Brings a request to what answers it, and what went wrong into the form that clients read.</summary>
internal sealed class Dispatcher(ImageRegistry registry)
{
    public async Task AnswerAsync(HttpContext http)
    {
        http.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        try
        {
            if (await TryAsync(http) is { } refusal) await Errors.WriteAsync(http, refusal);
        }
        catch (Exception failure) when (!http.Response.HasStarted && Errors.Of(failure) is { } refusal)
        {
            await Errors.WriteAsync(http, refusal);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
        }
    }

    private Task<Refusal?> TryAsync(HttpContext http)
    {
        if (Access.Refuses(http.Request) is { } denied) return Task.FromResult<Refusal?>(denied);
        if (RequestTarget.Parse(http.Request.Path.Value ?? "") is not { } target)
            return Task.FromResult<Refusal?>(new Refusal(StatusCodes.Status404NotFound, "UNSUPPORTED", "The specification of registries has no such path; they are all below /v2/."));
        if (target.Repository.Length > 0 && !Names.IsRepository(target.Repository))
        {
            return Task.FromResult<Refusal?>(new Refusal(StatusCodes.Status400BadRequest, "NAME_INVALID",
                "A repository's name is made of lower-case letters, digits and single separators (. _ -), in parts divided by slashes, 255 characters at most."));
        }

        if (registry.Through?.PlaceOf(target.Repository) is { } place && (target.Kind is TargetKind.Uploads or TargetKind.Upload || HttpMethods.IsPut(http.Request.Method)))
            return Task.FromResult<Refusal?>(Refusal.Denied($"What is below this name is a copy of {place}: push there."));

        return target.Kind switch
        {
            TargetKind.Base => Listings.BaseAsync(http),
            TargetKind.Catalog => Listings.CatalogAsync(http, registry),
            TargetKind.Tags => Listings.TagsAsync(http, registry, target.Repository),
            TargetKind.Referrers => ReferrerEndpoint.AnswerAsync(http, registry, target),
            TargetKind.Manifest => ManifestEndpoints.AnswerAsync(http, registry, target),
            TargetKind.Blob => BlobEndpoints.AnswerAsync(http, registry, target),
            TargetKind.Uploads => UploadStart.AnswerAsync(http, registry, target.Repository),
            _ => UploadEndpoints.AnswerAsync(http, registry, target),
        };
    }
}
