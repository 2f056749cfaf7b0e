using System.Collections.Concurrent;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Images;
using Gantry.Resources.Releases;
using Gantry.Server.Registries;
using Gantry.Server.Signing;
using Gantry.Trust.Decisions.Judging;
using Gantry.Trust.Evidence;
using Gantry.Trust.Sbom;
using Microsoft.Extensions.Logging;

namespace Gantry.Server.Evidence;

/// <summary>What is known of the images of releases: made sure of when a release is planned, and to be asked at any time.</summary>
internal sealed class ImageEvidence
{
    /// <summary>So long what somebody has planned with is not forgotten, though no release needs it yet.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private readonly Platform _platform;
    private readonly RegistryHost _host;
    private readonly ImageIntake _intake;
    private readonly ImageSigning _signing;
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>When an image was last planned with, by the time provider's timestamp.</summary>
    private readonly ConcurrentDictionary<string, long> _planned = new(StringComparer.Ordinal);

    public ImageEvidence(Platform platform, RegistryHost host, ImageSignatures signatures, ILoggerFactory logs)
    {
        (_platform, _host) = (platform, host);
        Folder = new EvidenceFolder(platform.Paths.Evidence);
        Advisories = new AdvisoryView(platform.Paths.Advisories);
        Judging = new ImageJudging(platform.Store, Folder, Advisories, platform.Time);
        _intake = new ImageIntake(platform, host, Folder, logs.CreateLogger<ImageIntake>());
        _signing = new ImageSigning(platform.Store, signatures, logs.CreateLogger<ImageSigning>());
    }

    public EvidenceFolder Folder { get; }
    public AdvisoryView Advisories { get; }
    public ImageJudging Judging { get; }

    /// <summary>
    /// Sees to it that something is known of each image, has what was built signed, and judges it by the advisories that there are. Costs nothing for those of which
    /// that is so already. What could not be done stands in the image's spec; a release is not kept from going on by it.
    /// </summary>
    /// <param name="by">Who plans.</param>
    /// <exception cref="StoreUnavailableException">What is known could not be stored.</exception>
    public async Task EnsureAsync(IReadOnlyList<WantedImage> images, string by, Action<PlanProgress> progress, CancellationToken cancel)
    {
        foreach (var image in images) _planned[image.Key.Name] = _platform.Time.GetTimestamp();
        if (!images.All(i => IsKnown(i) && !IsUnsigned(i)))
        {
            // Whoever plans the same at the same time finds it done.
            await _turn.WaitAsync(cancel);
            try
            {
                var unknown = images.Where(i => !IsKnown(i)).ToList();
                if (unknown.Count > 0) await StoreAsync(await _intake.LookAsync(unknown, progress, cancel), cancel);
                await _signing.RunAsync(images.Where(IsUnsigned), by, progress, cancel);
            }
            finally
            {
                _turn.Release();
            }
        }

        await Judging.RunAsync([.. images.Select(i => i.Key)], cancel);
    }

    /// <summary>What is known of a release's images, by their ids. Of one that is missing nothing is known.</summary>
    public IReadOnlyDictionary<string, Resource<ImageSpec, ImageStatus>> Of(ReleaseSpec release)
    {
        var world = _platform.Store.Current;
        return release.Services.Select(s => s.ImageId).Distinct().Select(id => world.Get<ImageSpec, ImageStatus>(ResourceNames.Image(id)))
            .OfType<Resource<ImageSpec, ImageStatus>>().ToDictionary(i => i.Spec.ImageId, StringComparer.Ordinal);
    }

    /// <summary>What its judgement says; null where there is none, or where it cannot be read any more.</summary>
    public KeptJudgement? Judgement(ImageStatus? status) => status?.Judgement is { } kept && Folder.Read(kept.Digest) is { } content ? KeptJudgement.Read(content) : null;

    /// <summary>Where a registry has it; null where none has.</summary>
    public string? DigestOf(string imageId) => (_platform.Store.Current.Get(ResourceNames.Image(imageId))?.Spec as ImageSpec)?.Digest;

    /// <summary>Whether somebody has planned with it lately.</summary>
    /// <param name="name">Of its resource.</param>
    public bool IsPlannedWith(string name) => _planned.TryGetValue(name, out var at) && _platform.Time.GetElapsedTime(at) < Grace;

    /// <summary>Nobody needs to remember it any more.</summary>
    public void Forget(string name) => _planned.TryRemove(name, out _);

    private bool IsKnown(WantedImage wanted)
    {
        if (_platform.Store.Current.Get(wanted.Key)?.Spec is not ImageSpec spec) return false;
        // What lies would lie again; what the disk or the engine could not do may be done now.
        if (spec.Bill is { } bill ? !Folder.Has(bill.Digest) : spec.BillProblem?.Code != BillMaker.Refused) return false;
        if (wanted.Repository is null || _host.Registry is not { } registry || spec.BillProblem is not null) return true;
        return spec.Digest is { } digest && Place.Of(digest, _platform.Registry.Address) is { } place && registry.Intake.Holds(place.Repository, place.Digest);
    }

    private bool IsUnsigned(WantedImage wanted) => _host.Registry is not null && _platform.Store.Current.Get<ImageSpec, ImageStatus>(wanted.Key) is { } known
        && ImageSigning.IsDue(known.Spec, known.Status) && Place.Of(known.Spec.Digest!, _platform.Registry.Address) is not null;

    private async Task StoreAsync(IReadOnlyList<ImageSpec> specs, CancellationToken cancel)
    {
        while (true)
        {
            var world = _platform.Store.Current;
            var changes = new List<Change>();
            foreach (var spec in specs)
            {
                var known = world.Get<ImageSpec, ImageStatus>(ResourceNames.Image(spec.ImageId));
                changes.Add(new PutSpec(ResourceNames.Image(spec.ImageId), known is null ? spec : spec with { Seen = known.Spec.Seen },
                    spec.BillProblem is null ? $"looked at: {spec.Name}" : $"not looked at: {spec.BillProblem.Message}", known?.Version ?? 0));
            }

            if ((await _platform.Store.CommitAsync(new Transaction("images", changes), cancel)).Committed) return;
        }
    }

    /// <summary>Where in the platform's registry an image is.</summary>
    private readonly record struct Place(string Repository, string Digest)
    {
        public static Place? Of(string name, string registry) =>
            name.StartsWith(registry + "/", StringComparison.Ordinal) && name.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? new Place(name[(registry.Length + 1)..at], name[(at + 1)..]) : null;
    }
}
