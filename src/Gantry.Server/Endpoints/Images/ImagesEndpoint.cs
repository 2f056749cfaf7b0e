using Gantry.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Endpoints.Images;

/// <summary>An image of the engine as an archive, for those who look at what is in it.</summary>
internal static class ImagesEndpoint
{
    public static void MapImages(this IEndpointRouteBuilder app, IContainerEngine engine) =>
        app.MapGet("/v1/images/archive", async (HttpContext http, string name) =>
        {
            if (await engine.Images.InspectAsync(name, http.RequestAborted) is not { } image)
            {
                await Answers.Problems([new Gantry.Resources.Problem(name, EngineCodes.ImageMissing, "The engine has no image of this name.", $"Pull or build it, or name a file: docker save {name} -o FILE")]).ExecuteAsync(http);
                return;
            }

            var saved = await engine.Images.SaveAsync([image.Id], http.RequestAborted);
            if (saved.Problem is { } problem)
            {
                await Answers.Problems([problem]).ExecuteAsync(http);
                return;
            }

            await using var archive = saved.Value!;
            http.Response.ContentType = "application/x-tar";
            await archive.CopyToAsync(http.Response.Body, http.RequestAborted);
        });
}
