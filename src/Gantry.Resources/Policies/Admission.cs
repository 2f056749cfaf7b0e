using Gantry.Resources.Images;

namespace Gantry.Resources.Policies;

/// <summary>
/// How it was decided that a release may run, with all that was decided on, so that the same code can decide it again. Written with the
/// release and never changed.
/// </summary>
public sealed record AdmissionSpec
{
    public required string App { get; init; }
    public required string Environment { get; init; }
    public required int Release { get; init; }

    /// <summary>The time that ages and waivers were judged by.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The build that decided.</summary>
    public required string DecidedBy { get; init; }
    public required string PolicyRevision { get; init; }
    public required Policy Policy { get; init; }

    /// <summary>What was known of the release's images, sorted by id. Their findings lie in the platform's evidence, under the digest that each judgement names.</summary>
    public required IReadOnlyList<AdmittedImage> Images { get; init; }
    public required Verdict Verdict { get; init; }
}

/// <param name="Bases">Names of the known images that it stood on.</param>
public sealed record AdmittedImage(ImageSpec Spec, ImageStatus? Status, IReadOnlyList<string> Bases);
