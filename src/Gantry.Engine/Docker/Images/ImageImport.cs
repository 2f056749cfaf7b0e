using System.Text;
using Gantry.Resources;

namespace Gantry.Engine.Docker;

/// <summary>Sends a file system to the engine while it is being read; nothing of it is kept in between.</summary>
internal static class ImageImport
{
    public static async Task<Outcome<string>> RunAsync(DockerApi api, ImportOrder order, CancellationToken cancel)
    {
        var (repository, tag) = ImageName.Split(order.Name);
        var path = new StringBuilder($"images/create?fromSrc=-&repo={Uri.EscapeDataString(repository)}&tag={Uri.EscapeDataString(tag ?? "latest")}");
        foreach (var change in order.Changes) path.Append("&changes=").Append(Uri.EscapeDataString(change));

        using var body = new TarContent(order.Files);
        HttpResponseMessage opened;
        try
        {
            opened = await api.OpenAsync(HttpMethod.Post, path.ToString(), body, TimeSpan.FromMinutes(10), cancel);
        }
        catch (Exception) when (body.Failure is not null)
        {
            return new Problem(order.Name, EngineCodes.BuildContextMissing, $"A file of the image cannot be read: {body.Failure.Message}",
                "Run the command again; when a package was being updated meanwhile, that was all.");
        }

        using var response = opened;
        if (!response.IsSuccessStatusCode) return DockerProblems.From(order.Name, (int)response.StatusCode, await api.MessageAsync(response, cancel));
        string? id = null;
        var error = await ProgressReader.ReadAsync(api, response, line => id = line.Status ?? id, cancel);
        if (error is not null) return DockerProblems.From(order.Name, 200, error);
        return id ?? (Outcome<string>)DockerProblems.From(order.Name, 200, "the import ended without an image");
    }
}
