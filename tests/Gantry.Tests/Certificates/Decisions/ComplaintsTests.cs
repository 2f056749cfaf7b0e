using Gantry.Certificates.Decisions;

namespace Gantry.Tests.Certificates.Decisions;

public sealed class ComplaintsTests
{
    [Theory]
    [InlineData("dns", "acme.dns", "A or AAAA record")]
    [InlineData("connection", "acme.connection", "ports 80 and 443")]
    [InlineData("unauthorized", "acme.unauthorized", "/.well-known/acme-challenge/")]
    [InlineData("rateLimited", "acme.rate-limited", "when it says")]
    [InlineData("caa", "acme.caa", "CAA")]
    [InlineData("nobodyKnows", "acme.refused", "another authority", true)]
    public void What_an_authority_says_comes_with_what_to_do(string type, string code, string help, bool ignoreCase = false)
    {
        var problem = Complaints.Of("shop.test", $"urn:ietf:params:acme:error:{type}", "its words");
        Assert.Equal(code, problem.Code);
        Assert.Contains(help, problem.Help, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        Assert.EndsWith("its words.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_words_are_shown_without_what_a_terminal_would_obey_and_not_without_end()
    {
        var problem = Complaints.Of("shop.test", null, "a\u001b[31mb\r\n" + new string('x', 5000));
        Assert.DoesNotContain(problem.Message, char.IsControl);
        Assert.InRange(problem.Message.Length, 300, 400);
    }
}
