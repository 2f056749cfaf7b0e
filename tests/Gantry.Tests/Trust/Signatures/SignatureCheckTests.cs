using System.Text;
using System.Text.Json.Nodes;
using Gantry.Trust.Decisions.Signatures;

namespace Gantry.Tests.Trust.Signatures;

public sealed class SignatureCheckTests : IDisposable
{
    private const string Repository = "127.0.0.1:5055/team/app";
    private static readonly string Digest = "sha256:" + new string('a', 64), Older = "sha256:" + new string('b', 64);
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private readonly Signer _anna = new("anna"), _ben = new("ben"), _mallory = new("mallory");

    public void Dispose()
    {
        _anna.Dispose();
        _ben.Dispose();
        _mallory.Dispose();
    }

    [Fact]
    public void A_signature_of_a_trusted_key_counts_in_both_layouts()
    {
        var verdict = Judge([_anna.Tagged(Repository, Digest), _anna.Bundled(Repository, Digest)]);
        Assert.True(verdict.IsSigned);
        Assert.Empty(verdict.Refusals);
        Assert.Equal([SignatureLayout.Tag, SignatureLayout.Referrer], verdict.Verified.Select(v => v.Layout));
        Assert.Equal("anna", Assert.Single(verdict.Signers).Name);
        Assert.Null(verdict.Problem);
    }

    [Fact]
    public void Nothing_is_not_signed() => Assert.Equal("signature.missing", Judge([]).Problem!.Code);

    [Fact]
    public void A_wrong_key_is_refused() => Refused(RefusalReason.UnknownKey, _mallory.Tagged(Repository, Digest), _mallory.Bundled(Repository, Digest));

    [Fact]
    public void A_wrong_key_that_names_itself_is_named()
    {
        var refusal = Assert.Single(Judge([_mallory.Bundled(Repository, Digest)]).Refusals);
        Assert.Contains(_mallory.Public.Fingerprint, refusal.Problem.Message);
    }

    [Fact]
    public void An_altered_payload_is_refused()
    {
        var tagged = _anna.Tagged(Repository, Older) with { Content = new SimpleSigning(Repository, Digest).Write(), ClaimedKey = _anna.Public.Fingerprint };
        var bundle = JsonNode.Parse(_anna.Bundled(Repository, Older).Content.Span)!;
        bundle["dsseEnvelope"]!["payload"] = Convert.ToBase64String(InTotoStatement.ThatThisIs(Repository, Digest));
        Refused(RefusalReason.Altered, tagged, new FoundSignature(SignatureLayout.Referrer, "the bundle", Bytes(bundle)));
    }

    [Fact]
    public void An_altered_payload_of_which_nobody_says_whose_it_was_is_refused_and_both_are_said()
    {
        var refusal = Refused(RefusalReason.UnknownKey, _anna.Tagged(Repository, Older) with { Content = new SimpleSigning(Repository, Digest).Write() });
        Assert.Contains("altered", refusal.Problem.Message);
    }

    [Fact]
    public void A_changed_type_of_the_payload_is_an_alteration()
    {
        var bundle = JsonNode.Parse(_anna.Bundled(Repository, Digest).Content.Span)!;
        bundle["dsseEnvelope"]!["payloadType"] = "text/plain";
        Refused(RefusalReason.Altered, new FoundSignature(SignatureLayout.Referrer, "the bundle", Bytes(bundle)));
    }

    [Fact]
    public void A_signature_of_another_image_is_refused() =>
        Refused(RefusalReason.OtherImage, _anna.Tagged("127.0.0.1:5055/team/other", Older), _anna.Bundled("127.0.0.1:5055/team/other", Older), _anna.BundledRaw(Statement(Older)));

    [Fact]
    public void A_signature_of_an_older_image_of_the_repository_is_refused() =>
        Refused(RefusalReason.Replayed, _anna.Tagged(Repository, Older), _anna.Bundled(Repository, Older));

    [Fact]
    public void A_signature_for_another_repository_is_refused() =>
        Refused(RefusalReason.OtherRepository, _anna.Tagged("registry.example.org/team/app", Digest), _anna.Bundled("registry.example.org/team/app", Digest));

    [Theory]
    [InlineData("docker.io/nginx", "index.docker.io/library/nginx")]
    [InlineData("docker.io/team/app", "docker.io/team/app")]
    public void Docker_Hub_has_several_names(string repository, string signed) =>
        Assert.True(SignatureCheck.Of(Digest, repository, [_anna.Tagged(signed, Digest)], new TrustedKeys([_anna.Trusted()]), Now).IsSigned);

    [Fact]
    public void A_bundle_of_cosign_names_no_repository_and_counts() => Assert.True(Judge([_anna.BundledRaw(Statement(Digest))]).IsSigned);

    [Fact]
    public void What_is_first_seen_after_its_key_ended_is_refused() =>
        Refused(RefusalReason.KeyExpired, new TrustedKeys([_anna.Trusted(notAfter: Now)]), _anna.Tagged(Repository, Digest), _anna.Bundled(Repository, Digest));

    [Fact]
    public void What_is_first_seen_before_its_key_begins_is_refused() =>
        Refused(RefusalReason.KeyNotYetValid, new TrustedKeys([_anna.Trusted(notBefore: Now.AddSeconds(1))]), _anna.Tagged(Repository, Digest));

    [Fact]
    public void What_was_seen_while_its_key_was_valid_stays_good_for_that_image_alone()
    {
        var retired = new TrustedKeys([_anna.Trusted(Now.AddDays(-9), Now.AddDays(-1))]);
        var seen = new Dictionary<string, DateTimeOffset> { [SignatureCheck.IdOf(Repository, Digest, _anna.Public)] = Now.AddDays(-2) };
        var verdict = SignatureCheck.Of(Digest, Repository, [_anna.Tagged(Repository, Digest)], retired, Now, seen);
        Assert.Equal(Now.AddDays(-2), Assert.Single(verdict.Verified).FirstSeen);
        Assert.False(SignatureCheck.Of(Older, Repository, [_anna.Tagged(Repository, Older)], retired, Now, seen).IsSigned);
    }

    [Fact]
    public void An_end_that_is_set_later_reaches_back_to_what_was_seen_since()
    {
        var seen = new Dictionary<string, DateTimeOffset> { [SignatureCheck.IdOf(Repository, Digest, _anna.Public)] = Now.AddDays(-2) };
        var stolen = new TrustedKeys([_anna.Trusted(notAfter: Now.AddDays(-3))]);
        Assert.False(SignatureCheck.Of(Digest, Repository, [_anna.Tagged(Repository, Digest)], stolen, Now, seen).IsSigned);
    }

    [Fact]
    public void A_threshold_counts_keys_and_not_signatures()
    {
        TrustedKey[] keys = [_anna.Trusted(), _anna.Trusted() with { Name = "anna again" }, _ben.Trusted()];
        FoundSignature[] twice = [_anna.Tagged(Repository, Digest), _anna.Bundled(Repository, Digest), _anna.Tagged(Repository, Digest)];
        var short_ = SignatureCheck.Of(Digest, Repository, twice, new TrustedKeys(keys, 2), Now);
        Assert.False(short_.IsSigned);
        Assert.Equal("signature.too-few", short_.Problem!.Code);
        Assert.True(SignatureCheck.Of(Digest, Repository, [.. twice, _ben.Tagged(Repository, Digest)], new TrustedKeys(keys, 2), Now).IsSigned);
    }

    [Fact]
    public void No_threshold_lets_an_unsigned_image_in() => Assert.False(SignatureCheck.Of(Digest, Repository, [], new TrustedKeys([_anna.Trusted()], 0), Now).IsSigned);

    [Fact]
    public void One_that_does_not_count_spoils_none_that_does()
    {
        var verdict = Judge([_mallory.Tagged(Repository, Digest), new FoundSignature(SignatureLayout.Referrer, "x", "{"u8.ToArray()), _anna.Tagged(Repository, Digest)]);
        Assert.True(verdict.IsSigned);
        Assert.Equal([RefusalReason.UnknownKey, RefusalReason.Unreadable], verdict.Refusals.Select(r => r.Reason));
    }

    [Fact]
    public void An_attestation_is_read_and_is_no_signature()
    {
        var statement = $$$"""{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"x","digest":{"sha256":"{{{Digest[7..]}}}"}}],"predicateType":"https://cyclonedx.org/bom","predicate":{"a":1}}""";
        var verdict = Judge([_anna.BundledRaw(statement)]);
        Assert.False(verdict.IsSigned);
        Assert.Equal(("https://cyclonedx.org/bom", """{"a":1}"""), (verdict.Attestations[0].PredicateType, verdict.Attestations[0].Predicate));
    }

    [Fact]
    public void More_signatures_than_are_looked_at_are_said()
    {
        var many = Enumerable.Repeat(_mallory.Tagged(Repository, Digest), SignatureCheck.MostSignatures + 1).ToList();
        Assert.Equal(RefusalReason.TooLarge, Judge(many).Refusals[^1].Reason);
    }

    [Fact]
    public void Every_reason_has_a_code_and_a_remedy_of_its_own()
    {
        var all = Enum.GetValues<RefusalReason>();
        Assert.Equal(all.Length, all.Select(SignatureRefusal.CodeOf).Distinct().Count());
    }

    private SignatureVerdict Judge(IReadOnlyList<FoundSignature> found) => SignatureCheck.Of(Digest, Repository, found, new TrustedKeys([_ben.Trusted(), _anna.Trusted()]), Now);

    private SignatureRefusal Refused(RefusalReason reason, params FoundSignature[] found) => Refused(reason, new TrustedKeys([_ben.Trusted(), _anna.Trusted()]), found);

    private static SignatureRefusal Refused(RefusalReason reason, TrustedKeys keys, params FoundSignature[] found)
    {
        foreach (var one in found)
        {
            var verdict = SignatureCheck.Of(Digest, Repository, [one], keys, Now);
            Assert.False(verdict.IsSigned);
            Assert.Equal("signature.refused", verdict.Problem!.Code);
            var refusal = Assert.Single(verdict.Refusals);
            Assert.Equal(reason, refusal.Reason);
            Assert.Equal(SignatureRefusal.CodeOf(reason), refusal.Problem.Code);
            Assert.Equal(one.Place, refusal.Problem.Place);
            Assert.NotEmpty(refusal.Problem.Help);
        }

        return SignatureCheck.Of(Digest, Repository, found, keys, Now).Refusals[0];
    }

    /// <summary>As cosign writes it: without a name.</summary>
    private static string Statement(string digest) =>
        $$$"""{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"{{{digest[7..]}}}"}}],"predicateType":"https://sigstore.dev/cosign/sign/v1","predicate":{}}""";

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
