using Gantry.Resources.Images;
using Gantry.Tests.Trust.Advisories;
using Gantry.Trust.Advisories;
using Gantry.Trust.Evidence;
using Gantry.Trust.Sbom;
using Gantry.Trust.Sbom.Formats;

namespace Gantry.Tests.Trust.Evidence;

public sealed class BillJudgeTests : IDisposable
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ge");
    private readonly EvidenceFolder _evidence;

    public BillJudgeTests() => _evidence = new EvidenceFolder(Path.Combine(_folder.FullName, "evidence"));

    public void Dispose() => _folder.Delete(recursive: true);

    private AdvisoryDatabase Database(params byte[][] records)
    {
        var from = Directory.CreateDirectory(Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N")));
        for (var i = 0; i < records.Length; i++) File.WriteAllBytes(Path.Combine(from.FullName, $"{i}.json"), records[i]);
        var file = Path.Combine(_folder.FullName, "a", "advisories.db");
        _ = AdvisoryImport.Run(from.FullName, file, Monday).Require();
        return AdvisoryDatabase.Open(file).Require();
    }

    private ImageSpec Image()
    {
        using var bill = new MemoryStream();
        CycloneDx.Write(new SoftwareBill { Subject = "shop/web:1", Components = [new Component { Type = "npm", Name = "left-pad", Version = "1.0.0" }] }, Monday, bill);
        return new ImageSpec
        {
            ImageId = "sha256:" + new string('a', 64),
            Name = "shop/web:1",
            Seen = Monday,
            Config = new ImageConfig(),
            Bill = new BillReference(_evidence.Keep(bill.ToArray()), 1, null),
        };
    }

    private ImageStatus Judged(AdvisoryDatabase database, ImageStatus? before, DateTimeOffset now)
    {
        var (status, content) = new BillJudge(_evidence, database).Of(Image(), before, now).Require();
        Assert.Equal(status.Judgement!.Digest, _evidence.Keep(content));
        return status;
    }

    private KeptJudgement Read(ImageStatus status) => KeptJudgement.Read(_evidence.Read(status.Judgement!.Digest)!)!;

    [Fact]
    public void A_kept_bill_is_judged_again_and_what_was_known_stays_known_since_then()
    {
        var signed = new ImageStatus { Signatures = [new VerifiedSignature("platform", "ff", "cosign-v3", Monday)] };
        using var first = Database(Records.Of("GHSA-1", "npm", "left-pad", Records.Fixed("1.2.0"), Records.Severity(Records.Severe)));
        var before = Judged(first, signed, Monday);
        Assert.Equal(new FindingCount(1, 1), before.Judgement!.Counts["critical"]);
        Assert.Equal(signed.Signatures, before.Signatures);

        using var second = Database(Records.Of("GHSA-2", "npm", "left-pad", """{"introduced":"0"}"""));
        var after = Judged(second, before, Monday.AddDays(1));
        Assert.NotEqual(before.Judgement.Snapshot, after.Judgement!.Snapshot);
        Assert.Equal(["GHSA-1", "GHSA-2"], Read(after).Findings.Select(f => f.Id));
        Assert.Equal([Monday, Monday.AddDays(1)], Read(after).Findings.Select(f => Read(after).Since[KeptJudgement.Name(f)]));
    }

    [Fact]
    public void Newer_advisories_that_say_the_same_leave_the_same_judgement()
    {
        using var first = Database(Records.Of("GHSA-1", "npm", "left-pad", Records.Fixed("1.2.0")));
        var before = Judged(first, null, Monday);
        using var second = Database(Records.Of("GHSA-9", "npm", "right-pad", Records.Fixed("1.2.0")));
        var after = Judged(second, before, Monday.AddDays(1));
        Assert.Equal(before.Judgement!.Digest, after.Judgement!.Digest);
        Assert.NotEqual(before.Judgement.Snapshot, after.Judgement.Snapshot);
    }

    [Fact]
    public void A_bill_that_somebody_changed_is_not_judged()
    {
        var image = Image();
        File.AppendAllText(Path.Combine(_folder.FullName, "evidence", image.Bill!.Digest[7..]), " ");
        using var database = Database(Records.Of("GHSA-1", "npm", "left-pad", Records.Fixed("1.2.0")));
        Assert.Equal("evidence.gone", new BillJudge(_evidence, database).Of(image, null, Monday).Problem?.Code);
    }
}
