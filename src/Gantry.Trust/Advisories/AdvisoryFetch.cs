using System.Net;
using Gantry.Resources;
using Gantry.Resources.Trust;

namespace Gantry.Trust.Advisories;

/// <summary>Fetches an archive of OSV records, if it is another than the last one, and imports it as a whole.</summary>
/// <param name="http">Follows redirects and keeps no cookies.</param>
/// <param name="database">What it is imported into. Archives on their way lie beside it.</param>
public sealed class AdvisoryFetch(HttpClient http, string database, TimeProvider time)
{
    /// <summary>Several times of what all databases together export today.</summary>
    public const long MostBytes = 4L << 30;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private const int Piece = 128 * 1024;

    /// <summary>Smaller in tests.</summary>
    internal long Most { get; init; } = MostBytes;

    /// <returns>What is known of the source now: what failed is in it.</returns>
    public async Task<AdvisorySourceStatus> RunAsync(AdvisorySourceSpec spec, AdvisorySourceStatus? before, CancellationToken cancel)
    {
        var status = before ?? new AdvisorySourceStatus();
        var file = $"{database}.{Environment.ProcessId}.{Guid.NewGuid():n}.zip";
        using var deadline = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, spec.Url);
            if (status.ETag is { } tag) request.Headers.TryAddWithoutValidation("If-None-Match", tag);
            if (status.LastModified is { } since) request.Headers.TryAddWithoutValidation("If-Modified-Since", since);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (answer.StatusCode == HttpStatusCode.NotModified && before?.Fetched is not null) return Well(status);
            if (answer.StatusCode != HttpStatusCode.OK)
                return Failed(status, spec, "advisories.refused", $"The source answered {(int)answer.StatusCode}.", "See that the address is right: gantry advisories source list");
            if (answer.Content.Headers.ContentLength > Most) return TooLarge(status, spec);
            Directory.CreateDirectory(Path.GetDirectoryName(database)!);
            if (!await SaveAsync(answer, file, both.Token)) return TooLarge(status, spec);
            // Takes minutes of a processor for all that there is: not for the threads that everybody shares.
            var imported = await Task.Factory.StartNew(() => AdvisoryImport.Run(file, database, time.GetUtcNow()), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            if (imported.Problem is { } problem) return status with { Failures = status.Failures + 1, Failed = time.GetUtcNow(), Problem = problem with { Place = spec.Url } };
            var well = Well(status);
            return well with
            {
                Changed = well.Fetched,
                Records = imported.Require().Read,
                ETag = answer.Headers.ETag?.ToString(),
                LastModified = answer.Content.Headers.TryGetValues("Last-Modified", out var modified) ? modified.FirstOrDefault() : null,
            };
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Failed(status, spec, "advisories.late", $"The source did not give all of it within {Patience.TotalMinutes:0} minutes.", "See that it can be reached; it is tried again.");
        }
        catch (HttpRequestException away)
        {
            return Failed(status, spec, "advisories.away", $"The source cannot be reached: {away.GetBaseException().Message}", "See that its address is right and that this machine reaches it; it is tried again.");
        }
        catch (InvalidDataException broken)
        {
            return Failed(status, spec, "advisories.broken-archive", $"What came is no zip archive that can be read: {broken.Message}", "See that the address is that of a zip archive of OSV records. What was there before is as it was.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Failed(status, spec, "advisories.not-imported", $"Nothing was imported: {failure.Message}", "What was there before is as it was. See that the disk of GANTRY_HOME has room; it is tried again.");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<bool> SaveAsync(HttpResponseMessage answer, string file, CancellationToken cancel)
    {
        await using var to = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
        await using var from = await answer.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[Piece];
        for (var total = 0L; await from.ReadAsync(buffer, cancel) is > 0 and var read;)
        {
            // However long it said that it is.
            if ((total += read) > Most) return false;
            await to.WriteAsync(buffer.AsMemory(0, read), cancel);
        }

        return true;
    }

    private AdvisorySourceStatus Well(AdvisorySourceStatus status) => status with { Fetched = time.GetUtcNow(), Failures = 0, Failed = null, Problem = null };

    private AdvisorySourceStatus TooLarge(AdvisorySourceStatus status, AdvisorySourceSpec spec) =>
        Failed(status, spec, "advisories.too-large", $"The archive has more than {Most >> 20} MiB.", "Name the archive of one ecosystem; several sources add up.");

    private AdvisorySourceStatus Failed(AdvisorySourceStatus status, AdvisorySourceSpec spec, string code, string message, string help) =>
        status with { Failures = status.Failures + 1, Failed = time.GetUtcNow(), Problem = new Problem(spec.Url, code, message, help) };
}
