using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Images;
using Gantry.Resources.Policies;
using Gantry.Server.Evidence;

namespace Gantry.Tests.Server.Evidence;

public sealed class NeededImagesTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private static ImageSpec Image(string bill) => new() { ImageId = "sha256:aa", Name = "shop/web:1", Seen = Monday, Config = new ImageConfig(), Bill = new BillReference(bill, 1, null) };

    private static ImageStatus Judged(string digest) => new() { Judgement = new JudgementReference { Digest = digest, Snapshot = "sha256:s", AdvisoriesOf = Monday, At = Monday } };

    /// <summary>What was decided must be decidable again, also when the image has been judged anew since.</summary>
    [Fact]
    public void Files_that_an_image_names_and_those_that_a_decision_was_made_on_are_needed()
    {
        var admission = new AdmissionSpec
        {
            App = "shop",
            Environment = "production",
            Release = 1,
            At = Monday,
            DecidedBy = "test",
            PolicyRevision = "sha256:p",
            Policy = Policy.Default,
            Images = [new AdmittedImage(Image("sha256:bill"), Judged("sha256:then"), [])],
            Verdict = new Verdict { Violations = [], Images = 1 },
        };
        var world = World.Of(2,
        [
            new Resource(ResourceNames.Image("sha256:aa"), 1, 1, Image("sha256:bill"), Judged("sha256:now")),
            new Resource(ResourceNames.Admission("production", "shop", 1), 2, 1, admission, null),
        ]);
        Assert.Equal(["sha256:bill", "sha256:now", "sha256:then"], NeededImages.Evidence(world).Order(StringComparer.Ordinal));
    }
}
