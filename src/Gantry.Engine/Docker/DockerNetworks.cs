using System.Collections.Immutable;
using Gantry.Engine.Docker.Wire;
using Gantry.Resources;

namespace Gantry.Engine.Docker;

internal sealed class DockerNetworks(DockerApi api) : INetworks
{
    public async Task<IReadOnlyList<Network>> ListAsync(CancellationToken cancel)
    {
        var answer = await api.CallAsync(HttpMethod.Get, "networks", null, DockerJson.Default.ListNetworkJson, cancel);
        return answer.Failed ? throw new EngineUnavailableException(DockerProblems.From("networks", answer.Status, answer.Message))
            : [.. answer.Value!.Select(View).OrderBy(n => n.Name, StringComparer.Ordinal).ThenBy(n => n.Id, StringComparer.Ordinal)];
    }

    public async Task<Network?> FindAsync(string name, CancellationToken cancel)
    {
        var answer = await api.CallAsync(HttpMethod.Get, $"networks/{Uri.EscapeDataString(name)}", null, DockerJson.Default.NetworkJson, cancel);
        if (answer.Missing) return null;
        return answer.Failed ? throw new EngineUnavailableException(DockerProblems.From(name, answer.Status, answer.Message)) : View(answer.Value!);
    }

    public async Task<Outcome<Network>> CreateAsync(NetworkOrder order, CancellationToken cancel)
    {
        var body = DockerApi.Json(
            new NetworkCreateJson { Name = order.Name, IPAM = new IpamJson([new IpamRangeJson(order.Subnet)]), Labels = api.Marked(order.Labels) },
            DockerJson.Default.NetworkCreateJson);
        var answer = await api.CallAsync(HttpMethod.Post, "networks/create", body, DockerJson.Default.IdJson, cancel);
        return answer.Failed ? DockerProblems.From(order.Name, answer.Status, answer.Message)
            : new Network(answer.Value!.Id, order.Name, [order.Subnet], order.Labels);
    }

    public async Task<Problem?> RemoveAsync(string id, CancellationToken cancel)
    {
        var answer = await api.CallAsync(HttpMethod.Delete, $"networks/{Uri.EscapeDataString(id)}", null, null, cancel);
        return answer.Failed && !answer.Missing ? DockerProblems.From(id, answer.Status, answer.Message) : null;
    }

    private static Network View(NetworkJson json) => new(
        json.Id, json.Name,
        [.. (json.IPAM?.Config ?? []).Select(c => c.Subnet).OfType<string>().Where(s => s.Contains('.'))],
        (json.Labels ?? []).ToImmutableSortedDictionary(StringComparer.Ordinal));
}

internal sealed class DockerVolumes(DockerApi api) : IVolumes
{
    public async Task<IReadOnlyList<Volume>> ListAsync(string platform, CancellationToken cancel)
    {
        var path = "volumes?filters=" + Filters.Encode("label", $"{GantryLabels.Platform}={platform}");
        var answer = await api.CallAsync(HttpMethod.Get, path, null, DockerJson.Default.VolumesJson, cancel);
        return answer.Failed ? throw new EngineUnavailableException(DockerProblems.From("volumes", answer.Status, answer.Message))
            : [.. (answer.Value!.Volumes ?? []).Select(v => new Volume(v.Name, (v.Labels ?? ImmutableSortedDictionary<string, string>.Empty)))
                .OrderBy(v => v.Name, StringComparer.Ordinal)];
    }

    public Task<Problem?> EnsureAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancel) =>
        EnsureAsync(name, labels, ImmutableSortedDictionary<string, string>.Empty, cancel);

    public async Task<Problem?> EnsureAsync(
        string name, IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string> options, CancellationToken cancel)
    {
        // Creating one that exists answers it as it is.
        var body = DockerApi.Json(new VolumeJson(name, api.Marked(labels)) { DriverOpts = options.Count > 0 ? options : null }, DockerJson.Default.VolumeJson);
        var answer = await api.CallAsync(HttpMethod.Post, "volumes/create", body, DockerJson.Default.VolumeJson, cancel);
        if (answer.Failed) return DockerProblems.From(name, answer.Status, answer.Message);
        var there = answer.Value!.Options ?? ImmutableSortedDictionary<string, string>.Empty;
        return options.Count == 0 || (there.Count == options.Count && options.All(o => there.GetValueOrDefault(o.Key) == o.Value)) ? null
            : new Problem(name, EngineCodes.VolumeDiffers, $"The volume {name} exists and was made with other options.",
                $"Take back the change of driver_opts, or copy its data and remove it: docker volume rm {name}");
    }

    public async Task<Problem?> FindAsync(string name, CancellationToken cancel)
    {
        var answer = await api.CallAsync(HttpMethod.Get, $"volumes/{Uri.EscapeDataString(name)}", null, null, cancel);
        if (answer.Missing) return new Problem(name, EngineCodes.VolumeMissing, $"There is no volume {name}, and it is external.", $"Make it: docker volume create {name}; or remove 'external' so that Gantry does.");
        return answer.Failed ? DockerProblems.From(name, answer.Status, answer.Message) : null;
    }

    public async Task<Problem?> RemoveAsync(string name, CancellationToken cancel)
    {
        var answer = await api.CallAsync(HttpMethod.Delete, $"volumes/{Uri.EscapeDataString(name)}", null, null, cancel);
        return answer.Failed && !answer.Missing ? DockerProblems.From(name, answer.Status, answer.Message) : null;
    }
}
