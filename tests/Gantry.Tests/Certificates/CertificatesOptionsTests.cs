using Gantry.Certificates;

namespace Gantry.Tests.Certificates;

public sealed class CertificatesOptionsTests
{
    [Theory]
    [InlineData(CertificatesOptions.DirectoryVariable, "http://ca.test/directory", "https URL")]
    [InlineData(CertificatesOptions.DirectoryVariable, "letsencrypt", "https URL")]
    [InlineData(CertificatesOptions.ContactVariable, "ops", "address of mail")]
    [InlineData(CertificatesOptions.ContactVariable, "a@b.test, <c@d.test>", "address of mail")]
    [InlineData(CertificatesOptions.TermsVariable, "yes", "terms")]
    [InlineData(CertificatesOptions.ChallengesVariable, "dns-01", "list of challenges")]
    [InlineData(CertificatesOptions.RootsVariable, "/nowhere/ca.pem", "cannot be read")]
    [InlineData(CertificatesOptions.RootsVariable, "/dev/null", "no certificate")]
    public void A_setting_that_is_wrong_is_refused_by_its_name(string variable, string value, string says)
    {
        Assert.Null(CertificatesOptions.From(name => name == variable ? value : null, out var problem));
        Assert.Equal(variable, problem!.Place);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_settings_nobody_is_asked_and_with_them_whom_they_name()
    {
        var usual = CertificatesOptions.From(_ => null, out _)!;
        Assert.Equal((false, 2), (usual.TermsAgreed, usual.Challenges.Count));
        var set = CertificatesOptions.From(name => name switch
        {
            CertificatesOptions.TermsVariable => "agreed", CertificatesOptions.ContactVariable => "a@b.test, c@d.test", CertificatesOptions.ChallengesVariable => "tls-alpn-01", _ => "",
        }, out _)!;
        Assert.True(set.TermsAgreed);
        Assert.Equal(["mailto:a@b.test", "mailto:c@d.test"], set.Contact);
        Assert.Equal([Gantry.Resources.Certificates.ChallengeKind.TlsAlpn01], set.Challenges);
    }
}
