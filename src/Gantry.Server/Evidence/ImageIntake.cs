using System.Collections.Concurrent;
using Gantry.Engine;
using Gantry.Registry;
using Gantry.Registry.Intake;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Images;
using Gantry.Server.Registries;
using Gantry.Trust.Evidence;
using Gantry.Trust.Sbom;
using Gantry.Trust.Sbom.Formats;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Gantry.Server.Evidence;

/// <summary>
/// Gets images from the engine, all of them at once and each byte once: into the registry, and into a list of what is in them. Nothing of
/// it keeps a release from going on: what cannot be had stands in what is known of the image, and the policy judges that.
/// </summary>
internal sealed partial class ImageIntake(Platform platform, RegistryHost host, EvidenceFolder evidence, ILogger log)
{
    /// <summary>For all images of a release. An engine that takes longer for them is stuck.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <returns>What is known of each now. What it names is on the disk.</returns>
    public async Task<IReadOnlyList<ImageSpec>> LookAsync(IReadOnlyList<WantedImage> images, Action<PlanProgress> progress, CancellationToken cancel)
    {
        var now = platform.Time.GetUtcNow();
        foreach (var image in images) progress(new PlanProgress(image.Service, "list", ""));
        using var deadline = new CancellationTokenSource(Patience, platform.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            var saved = await platform.Engine.Images.SaveAsync([.. images.Select(i => i.Image.Id)], both.Token);
            if (saved.Problem is { } refused) return Without(refused);
            await using var stream = saved.Require();
            var intake = host.Registry?.Intake;
            var first = images.Select(i => i.Repository).FirstOrDefault(r => r is not null);
            using var received = await ReceivedArchive.ReadAsync(stream, () => first is null ? null : intake?.Begin(first), Path.Combine(platform.Paths.Home, "cache"), both.Token);
            return await LookAsync(images, received, intake, progress, now, both.Token);
        }
        catch (EngineUnavailableException away)
        {
            return Without(away.Problem);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return Without(Trouble("evidence.timeout", $"The engine has not handed out the images within {Patience.TotalMinutes:0} minutes.", "See what it is doing (docker info), then plan again."));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException or SqliteException or HttpRequestException)
        {
            return Without(Trouble("evidence.not-kept", $"What is in the images could not be read or kept: {failure.Message}", $"See that the disk of {platform.Paths.Home} has room, then plan again."));
        }

        IReadOnlyList<ImageSpec> Without(Problem problem)
        {
            NotLooked(problem.ToString());
            foreach (var image in images) progress(new PlanProgress(image.Service, "list", problem.Message));
            return [.. images.Select(i => i.Spec(now) with { BillProblem = problem })];
        }
    }

    private async Task<IReadOnlyList<ImageSpec>> LookAsync(
        IReadOnlyList<WantedImage> images, ReceivedArchive received, RegistryIntake? intake, Action<PlanProgress> progress, DateTimeOffset now, CancellationToken cancel)
    {
        var found = images.Select(i => (Wanted: i, Saved: received.Archive.Find(i.Image.Id, i.Image.Name))).ToList();
        // Flushing waits for the disk while the processors look at what is in them.
        var keeping = found.Where(f => f.Saved.Succeeded && f.Wanted.Repository is not null && intake is not null)
            .SelectMany(f => f.Saved.Require().Layers.Append(f.Saved.Require().Config).Select(file => (file.Digest, f.Wanted.Repository)))
            .GroupBy(b => b.Digest).ToDictionary(b => b.Key, b => KeepAsync(intake!, received.Blob(b.Key), [.. b.Select(x => x.Repository!).Distinct()]), StringComparer.Ordinal);
        var specs = new ConcurrentDictionary<string, ImageSpec>(StringComparer.Ordinal);
        try
        {
            await Parallel.ForEachAsync(found, cancel, async (one, token) =>
            {
                var spec = await Task.Run(() => Listed(one.Wanted, one.Saved, now), token);
                if (intake is not null && one.Saved.Succeeded && one.Wanted.Repository is { } repository)
                {
                    var (digest, problem) = await PublishAsync(intake, repository, one.Saved.Require(), spec.Bill, keeping);
                    if (problem is not null) progress(new PlanProgress(one.Wanted.Service, "list", problem));
                    spec = spec with { Digest = digest is null ? null : $"{platform.Registry.Address}/{repository}@{digest}" };
                }

                specs[one.Wanted.Image.Id] = spec;
            });
        }
        finally
        {
            // Their files are closed when this is left.
            await Task.WhenAll(keeping.Values).ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        return [.. images.Select(i => specs[i.Image.Id])];
    }

    private ImageSpec Listed(WantedImage wanted, Outcome<SavedImage> saved, DateTimeOffset now)
    {
        var spec = wanted.Spec(now);
        if (saved.Problem is { } unlike) return spec with { BillProblem = unlike };
        var bill = saved.Require().Bill();
        if (bill.Problem is { } unreadable) return spec with { BillProblem = unreadable };
        using var content = new MemoryStream();
        CycloneDx.Write(bill.Require(), now, content);
        var kept = evidence.Keep(content.ToArray());
        var distribution = bill.Require().Distribution;
        return spec with { Bill = new BillReference(kept, bill.Require().Components.Count, distribution is null ? null : $"{distribution.Id} {distribution.Version}".TrimEnd()) };
    }

    private static Task KeepAsync(RegistryIntake intake, IncomingBlob? blob, IReadOnlyList<string> repositories) =>
        blob is null ? Task.FromException(new IOException("A layer was not taken in by the registry.")) : intake.KeepAsync(blob, repositories);

    /// <summary>The image first, then what is about it: each is visible whole or not at all.</summary>
    private async Task<(string? Digest, string? Problem)> PublishAsync(
        RegistryIntake intake, string repository, SavedImage image, BillReference? bill, Dictionary<string, Task> keeping)
    {
        try
        {
            foreach (var file in image.Layers.Append(image.Config)) await keeping[file.Digest];
            var manifest = OciDocuments.Image(image);
            if (await intake.PutAsync(repository, manifest) is { } refused) return Failed(repository, refused.Message);
            if (bill is not null && evidence.Read(bill.Digest) is { } content)
            {
                var refusal = await intake.KeepAsync(repository, OciDocuments.EmptyContent.ToArray()) ?? await intake.KeepAsync(repository, content)
                    ?? await intake.PutAsync(repository, OciDocuments.Bill(manifest, bill.Digest, content.Length));
                if (refusal is not null) return Failed(repository, refusal.Message);
            }

            return (Digest.Sha256(manifest).Text, null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SqliteException)
        {
            return Failed(repository, failure.Message);
        }
    }

    private (string?, string?) Failed(string repository, string why)
    {
        NotPublished(repository, why);
        return (null, $"the registry does not have it: {why}");
    }

    private static Problem Trouble(string code, string message, string help) => new("images", code, message, help);

    [LoggerMessage(1, LogLevel.Warning, "images were not looked at: {Problem}")]
    private partial void NotLooked(string problem);

    [LoggerMessage(2, LogLevel.Warning, "the registry does not have {Repository}: {Why}")]
    private partial void NotPublished(string repository, string why);
}
