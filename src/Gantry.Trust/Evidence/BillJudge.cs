using Gantry.Resources;
using Gantry.Resources.Images;
using Gantry.Trust.Advisories;
using Gantry.Trust.Decisions.Judging;
using Gantry.Trust.Sbom;
using Gantry.Trust.Sbom.Formats;

namespace Gantry.Trust.Evidence;

/// <summary>Judges images from their kept bills by the advisories of one moment. What bills have in common is judged once. For one caller at a time.</summary>
public sealed class BillJudge(EvidenceFolder evidence, AdvisoryDatabase advisories)
{
    private readonly JudgeMemory _memory = new();

    /// <summary>Nothing is written yet: what the status names has to be kept first (<see cref="EvidenceFolder.Keep(IReadOnlyList{byte[]})"/>).</summary>
    /// <param name="before">The status that it has; its signatures stay.</param>
    public Outcome<(ImageStatus Status, byte[] Content)> Of(ImageSpec image, ImageStatus? before, DateTimeOffset now)
    {
        if (image.Bill is not { } reference) return new Problem(image.Name, "evidence.no-bill", "There is no list of what is in it.", "Plan the app that uses it again: gantry plan");
        if (evidence.Read(reference.Digest) is not { } content)
            return new Problem(image.Name, "evidence.gone", "The list of what is in it is gone from the platform's evidence, or was changed there.", "Plan the app that uses it again: gantry plan");
        var bill = Read(image.Name, content);
        return bill.Problem is { } unreadable ? unreadable : Of(bill.Require(), before, now);
    }

    /// <summary>The same with a bill that is in memory.</summary>
    public (ImageStatus Status, byte[] Content) Of(SoftwareBill bill, ImageStatus? before, DateTimeOffset now)
    {
        var last = before?.Judgement is { } known && evidence.Read(known.Digest) is { } old ? KeptJudgement.Read(old) : null;
        var kept = KeptJudgement.Of(Judge.Of(bill, advisories, memory: _memory), last, now);
        var content = kept.Write();
        var state = advisories.State;
        return ((before ?? new ImageStatus()) with
        {
            Judgement = new JudgementReference
            {
                Digest = EvidenceFolder.DigestOf(content),
                Snapshot = state.Snapshot,
                AdvisoriesOf = state.Newest < state.Imported ? state.Newest : state.Imported,
                At = now,
                Counts = kept.Counts(),
            },
        }, content);
    }

    private static Outcome<SoftwareBill> Read(string name, byte[] content)
    {
        try
        {
            return BillReader.Read(name, content);
        }
        catch (InvalidDataException broken)
        {
            return new Problem(name, "evidence.broken", $"The list of what is in it cannot be read: {broken.Message}.", "Plan the app that uses it again: gantry plan");
        }
    }
}
