using System.Security.Cryptography.X509Certificates;
using Gantry.Edge.Tls.Clients;
using Gantry.Resources.Apps;
using Gantry.Resources.Certificates;

namespace Gantry.Tests.Edge.Tls.Clients;

public sealed class ClientProofTests
{
    private static readonly ClientDemand Requires = new(ClientCertificates.Require, "partners");
    private static readonly ClientDemand Asks = new(ClientCertificates.Optional, "partners");
    private readonly ManualTime time = new();
    private readonly X509Certificate2 root;
    private readonly X509Certificate2 client;
    private readonly ClientAuthorities authorities;

    public ClientProofTests()
    {
        root = ClientPapers.Root("root", time.GetUtcNow().AddDays(-1), time.GetUtcNow().AddDays(900));
        client = ClientPapers.Client(root, time.GetUtcNow().AddDays(-1), time.GetUtcNow().AddDays(1));
        authorities = new ClientAuthorities("partners", new AuthorityBundle("partners", [root]));
    }

    [Theory]
    [InlineData("api.test", ProofVerdict.Enough)]
    [InlineData("API.test:8443", ProofVerdict.Enough)]
    [InlineData("api.test.", ProofVerdict.Enough)]
    [InlineData("shop.test", ProofVerdict.Elsewhere)]
    [InlineData("a.api.test", ProofVerdict.Elsewhere)]
    [InlineData("", ProofVerdict.Elsewhere)]
    public void It_is_good_for_the_host_that_was_named(string host, ProofVerdict verdict)
    {
        Assert.Equal(verdict, ClientProof.Judge(Proof(client), Requires, host));
        Assert.Equal(verdict, ClientProof.Judge(Proof(client), Asks, host));
    }

    [Fact]
    public void Who_showed_nothing_is_told_apart_from_who_was_not_asked_or_for_something_else()
    {
        Assert.Equal(ProofVerdict.Nothing, ClientProof.Judge(Proof(null), Requires, "api.test"));
        Assert.Equal(ProofVerdict.Enough, ClientProof.Judge(Proof(null), Asks, "api.test"));
        Assert.Equal(ProofVerdict.Elsewhere, ClientProof.Judge(null, Requires, "api.test"));
        Assert.Equal(ProofVerdict.Elsewhere, ClientProof.Judge(null, Asks, "api.test"));
        Assert.Equal(ProofVerdict.Elsewhere, ClientProof.Judge(Proof(client), Requires with { Authorities = "staff" }, "api.test"));
    }

    [Fact]
    public void It_ends_with_the_certificate_while_the_connection_goes_on()
    {
        var proof = Proof(client);
        time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(ProofVerdict.Enough, ClientProof.Judge(proof, Requires, "api.test"));
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(ProofVerdict.Elsewhere, ClientProof.Judge(proof, Requires, "api.test"));
    }

    [Fact]
    public void It_is_judged_again_when_the_bundle_is_replaced()
    {
        var proof = Proof(client);
        var other = ClientPapers.Root("other", time.GetUtcNow().AddDays(-1), time.GetUtcNow().AddDays(900));
        var more = new ClientAuthorities("partners", new AuthorityBundle("partners", [other, root]));
        authorities.ReplacedBy(more);
        Assert.Equal(ProofVerdict.Enough, ClientProof.Judge(proof, Requires, "api.test"));
        more.ReplacedBy(new ClientAuthorities("partners", new AuthorityBundle("partners", [other])));
        Assert.Equal(ProofVerdict.Elsewhere, ClientProof.Judge(proof, Requires, "api.test"));
        Assert.Equal(ProofVerdict.Enough, ClientProof.Judge(Proof(null), Asks, "api.test"));
    }

    [Fact]
    public void It_is_said_as_the_standard_has_it()
    {
        Assert.Equal($":{Convert.ToBase64String(client.RawData)}:", Proof(client).Field);
        Assert.Null(Proof(null).Field);
    }

    private ClientProof Proof(X509Certificate2? shown) => new("api.test", authorities, shown, [], time);
}
