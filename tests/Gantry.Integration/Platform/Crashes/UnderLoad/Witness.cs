using System.Globalization;
using System.Text.Json.Nodes;
using Gantry.Integration.Platform.Harness;

namespace Gantry.Integration.Platform.Crashes.UnderLoad;

/// <summary>An event as everybody must see it, in a watch and in the chain.</summary>
internal sealed record Told(long Sequence, DateTimeOffset At, string Actor, string Type, string Key, string Because)
{
    public static Told Of(JsonNode line) => new(
        (long)line["sequence"]!, DateTimeOffset.Parse((string)line["at"]!, CultureInfo.InvariantCulture).ToUniversalTime(), (string)line["actor"]!,
        ((string)line["type"]!).ToLowerInvariant(), $"{line["kind"]} {line["scope"]}/{line["name"]}", (string)line["because"]!);
}

/// <summary>Watches over all lives of the platform, each time from the last event that it was told of.</summary>
/// <param name="heard">Pulled at each event.</param>
internal sealed class Witness(ApiView api, Trigger heard)
{
    private static readonly TimeSpan Away = TimeSpan.FromMilliseconds(25);

    private readonly List<Told> _told = [];
    private long _last;

    /// <summary>To be read when it has ended.</summary>
    public IReadOnlyList<Told> Seen => _told;

    public long Last => Volatile.Read(ref _last);

    /// <summary>Until it is told to stop.</summary>
    /// <exception cref="Xunit.Sdk.XunitException">An event came that is not the next one.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var line in api.WatchAsync(_last, stop))
                {
                    heard.Pull();
                    var told = Told.Of(line);
                    Assert.True(told.Sequence == _last + 1, $"After event {_last} the watch told of {told}");
                    _told.Add(told);
                    Volatile.Write(ref _last, told.Sequence);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
                await Task.Delay(Away, TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
