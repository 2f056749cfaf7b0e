using System.Runtime.CompilerServices;
using System.Text;
using Gantry.Engine.Docker.Wire;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Engine.Docker;

internal sealed class DockerContainers(DockerApi api) : IContainers
{
    /// <summary>
    /// Over the grace period: for the kill and the tidying up. An engine that has lost an answer is asked again after that:
    /// stopping, removing and starting twice do no harm.
    /// </summary>
    private static readonly TimeSpan StopSlack = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RemovePatience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    public async Task<IReadOnlyList<ContainerSummary>> ListAsync(string platform, CancellationToken cancel)
    {
        var path = "containers/json?all=true&filters=" + Filters.Encode("label", $"{GantryLabels.Platform}={platform}");
        var answer = await api.CallAsync(HttpMethod.Get, path, null, DockerJson.Default.ListContainerRowJson, cancel);
        return answer.Failed ? throw Unexpected(platform, answer.Status, answer.Message)
            : [.. answer.Value!.Select(ContainerView.Summary).OrderBy(c => c.Name, StringComparer.Ordinal)];
    }

    public async Task<Container?> InspectAsync(string id, CancellationToken cancel)
    {
        var answer = await api.CallAsync(HttpMethod.Get, $"containers/{Uri.EscapeDataString(id)}/json", null, DockerJson.Default.ContainerJson, cancel);
        if (answer.Missing) return null;
        return answer.Failed ? throw Unexpected(id, answer.Status, answer.Message) : ContainerView.Of(answer.Value!);
    }

    public async Task<Outcome<string>> CreateAsync(ContainerOrder order, CancellationToken cancel)
    {
        if (OlderEngines.Refuse(order, (await api.InfoAsync(cancel)).Api) is { } unable) return unable;
        var body = DockerApi.Json(ContainerBody.From(order with { Labels = api.Marked(order.Labels) }), DockerJson.Default.CreateJson);
        var answer = await api.CallAsync(HttpMethod.Post, $"containers/create?name={Uri.EscapeDataString(order.Name)}", body, DockerJson.Default.IdJson, cancel);
        string id;
        if (answer.Failed)
        {
            if (answer.Missing && answer.Message.Contains("image", StringComparison.OrdinalIgnoreCase))
                return ImageProblems.Pull(order.Spec.ImageName, answer.Status, answer.Message);
            var problem = DockerProblems.From(order.Name, answer.Status, answer.Message);
            if (problem.Code != EngineCodes.NameTaken) return problem;
            if (await InspectAsync(order.Name, cancel) is not { } there) return problem with { Code = EngineCodes.Busy };
            if (there.Labels.GetValueOrDefault(GantryLabels.Spec) is not { } spec || spec != order.Labels.GetValueOrDefault(GantryLabels.Spec)) return problem;
            id = there.Id;
            // It may have been made by a call that broke before all networks were connected.
            if (there.State != ContainerState.Created) return id;
        }
        else
        {
            id = answer.Value!.Id;
        }
        foreach (var network in order.Spec.Networks.Skip(1))
        {
            var connect = DockerApi.Json(new ConnectJson(id, ContainerBody.Endpoint(order, network)), DockerJson.Default.ConnectJson);
            var connected = await api.CallAsync(HttpMethod.Post, $"networks/{Uri.EscapeDataString(network.Name)}/connect", connect, null, cancel);
            if (!connected.Failed || connected.Message.Contains("already exists in network", StringComparison.OrdinalIgnoreCase)) continue;
            await RemoveAsync(id, force: true, cancel);
            return connected.Missing ? DockerProblems.From(order.Name, 404, $"network {network.Name} not found")
                : DockerProblems.From(order.Name, connected.Status, connected.Message);
        }
        return id;
    }

    public async Task<Problem?> StartAsync(string id, CancellationToken cancel)
    {
        var answer = await api.CallAsync(HttpMethod.Post, $"containers/{id}/start", null, StartPatience, cancel);
        return answer.Failed ? DockerProblems.From(id, answer.Status, answer.Message) : null;
    }

    public async Task<Problem?> StopAsync(string id, TimeSpan grace, CancellationToken cancel)
    {
        var answer = await api.CallAsync(HttpMethod.Post, $"containers/{id}/stop?t={ContainerBody.Seconds(grace)}", null, grace + StopSlack, cancel);
        return answer.Failed && !answer.Missing ? DockerProblems.From(id, answer.Status, answer.Message) : null;
    }

    public async Task<Problem?> RemoveAsync(string id, bool force, CancellationToken cancel)
    {
        var answer = await api.CallAsync(HttpMethod.Delete, $"containers/{id}?v=true&force={(force ? "true" : "false")}", null, RemovePatience, cancel);
        return answer.Failed && !answer.Missing ? DockerProblems.From(id, answer.Status, answer.Message) : null;
    }

    public Task<Outcome<ExecResult>> ExecAsync(string id, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancel) =>
        new DockerExec(api).RunAsync(id, new HookDefinition { Command = command }, timeout, cancel);

    public Task<Outcome<ExecResult>> ExecAsync(string id, HookDefinition hook, TimeSpan timeout, CancellationToken cancel) =>
        new DockerExec(api).RunAsync(id, hook, timeout, cancel);

    public async IAsyncEnumerable<ContainerLine> LogsAsync(string id, LogQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        var path = new StringBuilder($"containers/{id}/logs?stdout=true&stderr=true&timestamps=true")
            .Append($"&tail={query.Tail?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "all"}");
        if (query.Follow) path.Append("&follow=true");
        if (query.Since is { } since) path.Append($"&since={since.ToUnixTimeMilliseconds() / 1000.0:F3}");
        using var response = await api.OpenAsync(HttpMethod.Get, path.ToString(), null, StartPatience, cancel);
        // 409: it is being removed, which is as good as gone.
        if ((int)response.StatusCode is 404 or 409) yield break;
        if (!response.IsSuccessStatusCode) throw Unexpected(id, (int)response.StatusCode, await api.MessageAsync(response, cancel));
        var stream = await response.Content.ReadAsStreamAsync(cancel);
        var lines = new LogReader();
        await using var frames = FrameReader.ReadAsync(stream, cancel).GetAsyncEnumerator(cancel);
        while (await api.GuardAsync(async () => await frames.MoveNextAsync(), cancel))
        {
            foreach (var line in lines.Read(frames.Current.Error, frames.Current.Bytes)) yield return line;
        }
        foreach (var line in lines.Rest()) yield return line;
    }

    private static EngineUnavailableException Unexpected(string place, int status, string message) => new(DockerProblems.From(place, status, message));
}
