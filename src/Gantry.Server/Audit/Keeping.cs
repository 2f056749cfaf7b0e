using System.Globalization;
using Gantry.Control;
using Gantry.Control.Decisions;
using Gantry.Resources;
using Gantry.Store;
using Gantry.Store.Archives;
using Microsoft.Extensions.Logging;

namespace Gantry.Server.Audit;

/// <summary>
/// Bounds the chain: the oldest events are archived in the home, then cut off. <c>GANTRY_AUDIT_KEEP</c> says how many stay. For
/// the process that leads.
/// </summary>
internal sealed partial class Keeping(IPlatformStore store, string folder, long keep, TimeProvider time, ILogger log)
{
    public const string Variable = "GANTRY_AUDIT_KEEP";

    /// <summary>Some 60 MB, and years of a platform that is changed a few times a day.</summary>
    public const long Usual = 250_000;

    /// <summary>Whoever watches must be able to catch up.</summary>
    private const long Least = 1_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private static readonly Key Chain = new("Audit", "", "chain");

    public static (long Keep, Problem? Problem) Read(string? text)
    {
        if (string.IsNullOrEmpty(text)) return (Usual, null);
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var keep) && keep >= Least ? (keep, null)
            : (0, new Problem(Variable, "audit.bad-bound", $"{Variable} is {text}, which is no number of events from {Least} on.",
                $"Write how many events the platform keeps, {Usual} by default; older ones are moved into archives in its home."));
    }

    /// <summary>Until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(cancel);
            }
            catch (Exception) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is StoreUnavailableException or InvalidDataException or IOException or UnauthorizedAccessException)
            {
                // Nothing is forgotten that is not in an archive: until then the store grows.
                NotCut(failure.Message);
                await Task.Delay(Pause, time, cancel).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancel)
    {
        var seen = store.Current.Revision;
        while (Due() is { } through) await CutAsync(through, cancel);
        await foreach (var _ in store.WatchAsync(seen, cancel))
        {
            if (Due() is not null) return;
        }
    }

    private long? Due() => ChainBound.Due(store.Base.Sequence, store.Current.Revision, keep, () => store.Current.All().Count());

    private async Task CutAsync(long through, CancellationToken cancel)
    {
        var (last, file) = await AuditArchive.WriteAsync(store, folder, through, cancel);
        var because = string.Create(CultureInfo.InvariantCulture, $"events up to {through} are cut off; they are in {file} of {Environment.MachineName}, {folder}");
        await store.CommitAsync(new Transaction("audit", new Cut(Chain, last, because)), cancel);
        WasCut(through, file);
    }

    [LoggerMessage(1, LogLevel.Information, "the events up to {Through} were moved into the archive {File}")]
    private partial void WasCut(long through, string file);

    [LoggerMessage(2, LogLevel.Warning, "old events could not be moved into an archive and stay: {Reason}")]
    private partial void NotCut(string reason);
}
