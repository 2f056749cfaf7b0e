using System.Collections.Immutable;
using System.Globalization;
using Gantry.Engine.Docker.Wire;
using Gantry.Resources.Apps;

namespace Gantry.Engine.Docker;

/// <summary>The engine's words for an image become ours.</summary>
internal static class ImageView
{
    public static EngineImage Of(ImageJson json) => new()
    {
        Id = json.Id.StartsWith("sha256:", StringComparison.Ordinal) ? json.Id : $"sha256:{json.Id}",
        Tags = [.. (json.RepoTags ?? []).Select(Plain).Order(StringComparer.Ordinal)],
        Digests = [.. (json.RepoDigests ?? []).Where(d => !d.StartsWith("<none>", StringComparison.Ordinal)).Order(StringComparer.Ordinal)],
        Platform = json is { Os: { Length: > 0 } os, Architecture: { Length: > 0 } processor } ? string.Join('/', new[] { os, processor, json.Variant }.Where(p => !string.IsNullOrEmpty(p))) : null,
        Ports = Ports(json.Config),
        User = json.Config?.User ?? "",
        Volumes = [.. (json.Config?.Volumes ?? []).Keys.Order(StringComparer.Ordinal)],
        Healthcheck = Healthcheck(json.Config?.Healthcheck),
        Entrypoint = json.Config?.Entrypoint ?? [],
        Command = json.Config?.Cmd ?? [],
        // An image made of files alone says the year 1.
        Created = DateTimeOffset.TryParse(json.Created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var made) && made.Year > 1970 ? made : null,
        Layers = json.RootFs?.Layers ?? [],
        Labels = (json.Config?.Labels ?? []).ToImmutableSortedDictionary(StringComparer.Ordinal),
    };

    /// <summary>Podman writes <c>localhost/</c> in front of names without a registry.</summary>
    public static string Plain(string tag) => tag.StartsWith("localhost/", StringComparison.Ordinal) ? tag["localhost/".Length..] : tag;

    private static List<int> Ports(ImageConfigJson? config) =>
        [.. (config?.ExposedPorts ?? []).Keys.Select(p => p.Split('/')).Where(p => p is [_] or [_, "tcp"])
            .Select(p => int.TryParse(p[0], CultureInfo.InvariantCulture, out var port) ? port : 0).Where(p => p > 0).Distinct().Order()];

    private static HealthcheckDefinition? Healthcheck(HealthcheckJson? check)
    {
        if (check?.Test is not { Count: > 0 } test) return null;
        if (test[0] == "NONE") return new HealthcheckDefinition { Disabled = true };
        return new HealthcheckDefinition
        {
            Test = [.. test.Skip(1)],
            Shell = test[0] == "CMD-SHELL",
            Interval = Time(check.Interval),
            Timeout = Time(check.Timeout),
            StartPeriod = Time(check.StartPeriod),
            Retries = check.Retries is > 0 and var retries ? retries : null,
        };
    }

    private static TimeSpan? Time(long? nanoseconds) => nanoseconds is > 0 and var n ? TimeSpan.FromTicks(n / 100) : null;
}
