using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gantry.Trust.Decisions.Signatures;

namespace Gantry.Tests.Trust.Signatures;

/// <summary>Signatures that other programs have made: see the README beside them.</summary>
public sealed class ForeignSignatureTests
{
    private const string Repository = "127.0.0.1:5055/app";
    private static readonly string Digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData("an image"u8));
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly TrustedKey Ci = new("ci", PublicKey.Read("ci.pub", File.ReadAllText(At("ci.pub"))).Require());

    private static FoundSignature Tagged => new(SignatureLayout.Tag, "payload.json", File.ReadAllBytes(At("payload.json"))) { Signature = File.ReadAllText(At("payload.sig")) };

    private static FoundSignature Bundled => new(SignatureLayout.Referrer, "bundle.json", File.ReadAllBytes(At("bundle.json")));

    [Fact]
    public void Both_layouts_are_verified()
    {
        var verdict = Judge(Tagged, Bundled);
        Assert.Empty(verdict.Refusals);
        Assert.Equal(2, verdict.Verified.Count);
    }

    [Fact]
    public void What_is_written_here_is_what_is_written_there() => Assert.Equal(File.ReadAllBytes(At("payload.json")), new SimpleSigning(Repository, Digest).Write());

    [Fact]
    public void An_attestation_is_read() => Assert.Equal("https://cyclonedx.org/bom", Assert.Single(Judge(new FoundSignature(SignatureLayout.Referrer, "a", File.ReadAllBytes(At("attestation.json")))).Attestations).PredicateType);

    [Fact]
    public void So_is_its_envelope_alone_as_the_older_layout_has_it()
    {
        var envelope = JsonNode.Parse(File.ReadAllText(At("attestation.json")))!["dsseEnvelope"]!.ToJsonString();
        var found = new FoundSignature(SignatureLayout.Attestation, "a", Encoding.UTF8.GetBytes(envelope));
        Assert.Equal("https://cyclonedx.org/bom", Assert.Single(Judge(found).Attestations).PredicateType);
        Assert.Equal(RefusalReason.UnknownKey, Assert.Single(Judge(found with { Content = Encoding.UTF8.GetBytes(envelope.Replace("ey", "eY", StringComparison.Ordinal)) }).Refusals).Reason);
        Assert.Equal(RefusalReason.Unreadable, Assert.Single(Judge(found with { Content = "{}"u8.ToArray() }).Refusals).Reason);
    }

    /// <summary>Whatever is done to it, it is refused or says the same.</summary>
    [Fact]
    public void No_change_of_a_byte_makes_it_say_something_else_or_break_whoever_reads_it()
    {
        var random = new Random(26);
        foreach (var found in (FoundSignature[])[Tagged, Bundled])
        {
            for (var n = 0; n < 1000; n++)
            {
                var changed = found.Content.ToArray();
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
                var verdict = Judge(found with { Content = changed });
                Assert.Equal(1, verdict.Verified.Count + verdict.Refusals.Count);
                Assert.Equal(Digest, verdict.Digest);
                if (found.Layout == SignatureLayout.Tag && !changed.AsSpan().SequenceEqual(found.Content.Span)) Assert.False(verdict.IsSigned);
            }
        }
    }

    [Theory]
    [InlineData("", RefusalReason.Unreadable)]
    [InlineData("[]", RefusalReason.Unreadable)]
    [InlineData("{}", RefusalReason.Unreadable)]
    [InlineData("""{"mediaType":"application/vnd.dev.sigstore.bundle.v0.9+json"}""", RefusalReason.UnknownFormat)]
    [InlineData("""{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","mediaType":"x"}""", RefusalReason.Unreadable)]
    [InlineData("""{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"certificate":{"rawBytes":"AA=="}},"dsseEnvelope":{}}""", RefusalReason.Keyless)]
    [InlineData("""{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","messageSignature":{"signature":"AA=="}}""", RefusalReason.UnknownFormat)]
    [InlineData("""{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","dsseEnvelope":{"payloadType":"a","payload":"AA==","signatures":[]}}""", RefusalReason.Unreadable)]
    [InlineData("""{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","dsseEnvelope":{"payloadType":"a","payload":"AA==","signatures":[{"sig":"!"}]}}""", RefusalReason.Unreadable)]
    public void A_bundle_that_is_none_is_refused(string json, RefusalReason reason) =>
        Assert.Equal(reason, Assert.Single(Judge(new FoundSignature(SignatureLayout.Referrer, "x", Encoding.UTF8.GetBytes(json))).Refusals).Reason);

    [Fact]
    public void Depth_has_a_bound()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_000);
        Assert.Equal(RefusalReason.Unreadable, Assert.Single(Judge(new FoundSignature(SignatureLayout.Referrer, "x", Encoding.UTF8.GetBytes(deep))).Refusals).Reason);
    }

    private static SignatureVerdict Judge(params FoundSignature[] found) => SignatureCheck.Of(Digest, Repository, found, new TrustedKeys([Ci]), Now);

    private static string At(string file) => Path.Combine(AppContext.BaseDirectory, "testdata", "Trust", "Signatures", file);
}
