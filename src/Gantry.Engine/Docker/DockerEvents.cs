using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Gantry.Engine.Docker.Wire;

namespace Gantry.Engine.Docker;

/// <summary>The engine's events, over a connection that is made again whenever it breaks.</summary>
internal sealed class DockerEvents(DockerApi api, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50), LongestDelay = TimeSpan.FromSeconds(2);

    /// <summary>The engine subscribes a moment after it has answered; what happened in between is asked for as well.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(1);

    private static readonly string[] Actions = ["create", "start", "die", "oom", "stop", "destroy", "health_status"];

    public async IAsyncEnumerable<EngineEvent> WatchAsync(string platform, [EnumeratorCancellation] CancellationToken cancel)
    {
        var delay = FirstDelay;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            using var response = await ConnectAsync(cancel);
            if (response is not null)
            {
                delay = FirstDelay;
                yield return new EngineEvent(EngineEventType.Resync, "", "", ImmutableSortedDictionary<string, string>.Empty, null, time.GetUtcNow());
                using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
                while (await LineAsync(reader, cancel) is { } line)
                {
                    if (Parse(line, platform) is { } happened) yield return happened;
                }
            }
            await Task.Delay(delay, time, cancel);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    private async Task<HttpResponseMessage?> ConnectAsync(CancellationToken cancel)
    {
        var since = (time.GetUtcNow() - Overlap).ToUnixTimeMilliseconds() / 1000.0;
        var filters = Filters.Encode(new Dictionary<string, string[]> { ["type"] = ["container", "network"], ["event"] = Actions });
        try
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"events?since={since:F3}&filters={filters}");
            var response = await api.OpenAsync(HttpMethod.Get, path, null, TimeSpan.FromSeconds(10), cancel);
            if (response.IsSuccessStatusCode) return response;
            response.Dispose();
            return null;
        }
        catch (EngineUnavailableException)
        {
            return null;
        }
    }

    private async Task<string?> LineAsync(StreamReader reader, CancellationToken cancel)
    {
        try
        {
            return await api.GuardAsync(async () => await reader.ReadLineAsync(cancel), cancel);
        }
        catch (EngineUnavailableException)
        {
            return null;
        }
    }

    internal static EngineEvent? Parse(string line, string platform)
    {
        if (line.Length == 0) return null;
        var json = JsonSerializer.Deserialize(line, DockerJson.Default.EventJson)!;
        var attributes = (json.Actor?.Attributes ?? []).ToImmutableSortedDictionary(StringComparer.Ordinal);
        var (id, name) = (json.Actor?.Id ?? "", attributes.GetValueOrDefault("name", ""));
        var at = json.TimeNano > 0 ? DateTimeOffset.UnixEpoch.AddTicks(json.TimeNano / 100) : DateTimeOffset.FromUnixTimeSeconds(json.Time);
        // Networks come without their labels: whoever is concerned by one knows it by name.
        if (json.Type == "network") return new EngineEvent(EngineEventType.Network, id, name, ImmutableSortedDictionary<string, string>.Empty, null, at);
        if (attributes.GetValueOrDefault(GantryLabels.Platform) != platform || Type(json.Action ?? "") is not { } type) return null;
        // Podman says containerExitCode.
        var code = attributes.GetValueOrDefault("exitCode") ?? attributes.GetValueOrDefault("containerExitCode");
        return new EngineEvent(type, id, name, attributes,
            type == EngineEventType.Died && int.TryParse(code, CultureInfo.InvariantCulture, out var exit) ? exit : null, at);
    }

    private static EngineEventType? Type(string action) => action switch
    {
        "create" => EngineEventType.Created,
        "start" => EngineEventType.Started,
        "die" or "died" => EngineEventType.Died,
        "oom" => EngineEventType.OutOfMemory,
        "stop" => EngineEventType.Stopped,
        "destroy" or "remove" => EngineEventType.Removed,
        "health_status: healthy" => EngineEventType.Healthy,
        "health_status: unhealthy" => EngineEventType.Unhealthy,
        _ => null,
    };
}
