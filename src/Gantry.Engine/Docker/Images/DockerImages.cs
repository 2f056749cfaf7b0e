using System.Text.Json;
using Gantry.Engine.Docker.Wire;
using Gantry.Resources;
using Gantry.Resources.Registries;

namespace Gantry.Engine.Docker;

internal sealed class DockerImages(DockerApi api) : IImages
{
    /// <summary>The engine answers when it has read all that it was sent.</summary>
    private static readonly TimeSpan LongUpload = TimeSpan.FromHours(1);

    public async Task<EngineImage?> InspectAsync(string name, CancellationToken cancel)
    {
        var answer = await api.CallAsync(HttpMethod.Get, $"images/{Escape(name)}/json", null, DockerJson.Default.ImageJson, cancel);
        // 400: not a name that an image could have.
        return answer.Status is 404 or 400 ? null : answer.Failed ? throw Unexpected(name, answer.Status, answer.Message) : ImageView.Of(answer.Value!);
    }

    public async Task<IReadOnlyList<string>> TagsAsync(string prefix, CancellationToken cancel)
    {
        var rows = await RowsAsync("images/json", cancel);
        return [.. rows.SelectMany(r => r.RepoTags ?? []).Select(ImageView.Plain)
            .Where(t => t.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    public Task<Outcome<EngineImage>> PullAsync(string name, Action<string> progress, CancellationToken cancel) => PullAsync(new PullOrder(name, null, null), progress, cancel);

    public async Task<Outcome<EngineImage>> PullAsync(PullOrder order, Action<string> progress, CancellationToken cancel)
    {
        var (name, platform, login) = order;
        var path = $"images/create?fromImage={Uri.EscapeDataString(ImageName.WithTag(name))}";
        if (platform is not null) path += $"&platform={Uri.EscapeDataString(platform)}";
        using var response = await api.OpenAsync(HttpMethod.Post, path, RegistryAuth.ForPull(RegistryHosts.Of(name), login), TimeSpan.FromMinutes(5), cancel);
        if (!response.IsSuccessStatusCode) return ImageProblems.Pull(name, (int)response.StatusCode, await api.MessageAsync(response, cancel), login);
        var error = await ProgressReader.ReadAsync(api, response, line =>
        {
            // Bars are for the engine's own client: here it is a line for each layer that is done.
            if (line is { Status: { } said, Id: null }) progress(said);
            else if (line.Status is "Pull complete" or "Already exists") progress($"{line.Id}: {line.Status}");
        }, cancel);
        if (error is not null) return ImageProblems.Pull(name, 200, error, login);
        return await InspectAsync(name, cancel) is { } image ? image : ImageProblems.Pull(name, 404, "not found");
    }

    public async Task<Problem?> TagAsync(string id, string name, CancellationToken cancel)
    {
        var (repository, tag) = ImageName.Split(name);
        var path = $"images/{Escape(id)}/tag?repo={Uri.EscapeDataString(repository)}&tag={Uri.EscapeDataString(tag ?? "latest")}";
        var answer = await api.CallAsync(HttpMethod.Post, path, null, null, cancel);
        return answer.Failed ? ImageProblems.Pull(name, answer.Status, answer.Message) : null;
    }

    public async Task<Problem?> UntagAsync(string name, CancellationToken cancel)
    {
        var answer = await api.CallAsync(HttpMethod.Delete, $"images/{Escape(name)}", null, null, cancel);
        // 409: a container still has it.
        return answer.Failed && answer.Status is not (404 or 409) ? DockerProblems.From(name, answer.Status, answer.Message) : null;
    }

    public async Task<Outcome<Stream>> SaveAsync(IReadOnlyList<string> names, CancellationToken cancel)
    {
        var response = await api.OpenAsync(HttpMethod.Get, $"images/get?{string.Join('&', names.Select(n => $"names={Uri.EscapeDataString(n)}"))}", null, LongUpload, cancel);
        if (response.IsSuccessStatusCode) return await response.Content.ReadAsStreamAsync(cancel);
        using (response) return ImageProblems.Pull(names[0], (int)response.StatusCode, await api.MessageAsync(response, cancel));
    }

    public async Task<Outcome<string>> BuildAsync(BuildOrder order, Action<string> output, CancellationToken cancel)
    {
        var path = BuildQuery.Of(order);
        using var body = new TarContent(order.Context);
        RegistryAuth.ForBuild(body, order.Logins);
        HttpResponseMessage opened;
        try
        {
            opened = await api.OpenAsync(HttpMethod.Post, path, body, LongUpload, cancel);
        }
        catch (Exception) when (body.Failure is not null)
        {
            return new Problem(order.Dockerfile, EngineCodes.BuildContextMissing, $"The build context cannot be read: {body.Failure.Message}",
                "See that the files exist and may be read, or leave them out with .dockerignore.");
        }
        using var response = opened;
        if (!response.IsSuccessStatusCode) return ImageProblems.Build(order.Dockerfile, (int)response.StatusCode, await api.MessageAsync(response, cancel));
        var (id, tail) = ((string?)null, new Queue<string>());
        var error = await ProgressReader.ReadAsync(api, response, line =>
        {
            if (line.Aux is { ValueKind: JsonValueKind.Object } aux && aux.TryGetProperty("ID", out var made)) id = made.GetString();
            var text = line.Stream ?? (line is { Status: { } status, Id: null } ? status : null);
            foreach (var part in (text ?? "").Split('\n').Select(p => p.TrimEnd()).Where(p => p.Length > 0))
            {
                output(part);
                tail.Enqueue(part);
                if (tail.Count > 20) tail.Dequeue();
            }
        }, cancel);
        if (error is not null) return ImageProblems.Build(order.Dockerfile, 200, error) with { Details = [.. tail] };
        return id ?? (Outcome<string>)ImageProblems.Build(order.Dockerfile, 200, "the builder ended without an image");
    }

    public Task<Outcome<string>> ImportAsync(ImportOrder order, CancellationToken cancel) => ImageImport.RunAsync(api, order, cancel);

    private async Task<List<ImageRowJson>> RowsAsync(string path, CancellationToken cancel)
    {
        var answer = await api.CallAsync(HttpMethod.Get, path, null, DockerJson.Default.ListImageRowJson, cancel);
        return answer.Failed ? throw Unexpected("images", answer.Status, answer.Message) : answer.Value!;
    }

    // Slashes and colons belong into the path as they are.
    private static string Escape(string name) => string.Join('/', name.Split('/').Select(Uri.EscapeDataString)).Replace("%3A", ":", StringComparison.Ordinal).Replace("%40", "@", StringComparison.Ordinal);

    private static EngineUnavailableException Unexpected(string place, int status, string message) => new(DockerProblems.From(place, status, message));
}
