using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Edge.Tls.Clients;
using Gantry.Resources.Certificates;

namespace Gantry.Tests.Edge.Tls.Clients;

public sealed class ClientVerdictTests
{
    private static readonly DateTimeOffset Now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Before = Now.AddYears(-1), After = Now.AddYears(1);
    private static readonly X509Certificate2 Root = ClientPapers.Root("root", Before, After);
    private static readonly X509Certificate2 Between = ClientPapers.Between("between", Root, Before, After);
    private static readonly AuthorityBundle Bundle = new("partners", [Root]);

    [Fact]
    public void A_certificate_of_the_authority_counts_with_what_is_between_from_either_side()
    {
        var near = ClientPapers.Client(Root, Before, After);
        var far = ClientPapers.Client(Between, Before, After);
        Assert.Equal(ClientFault.None, ClientVerdict.Of(near, [], Bundle, Now));
        Assert.Equal(ClientFault.None, ClientVerdict.Of(far, [Between], Bundle, Now));
        Assert.Equal(ClientFault.None, ClientVerdict.Of(far, [], new AuthorityBundle("partners", [Root, Between]), Now));
        Assert.Equal(ClientFault.Unknown, ClientVerdict.Of(far, [], Bundle, Now));
    }

    [Fact]
    public void One_for_any_purpose_counts_too() => Assert.Equal(ClientFault.None, ClientVerdict.Of(ClientPapers.Client(Root, Before, After, purpose: null), [], Bundle, Now));

    [Fact]
    public void One_that_is_not_valid_or_for_something_else_or_weak_does_not()
    {
        Assert.Equal(ClientFault.Expired, ClientVerdict.Of(ClientPapers.Client(Root, Before, Now.AddSeconds(-1)), [], Bundle, Now));
        Assert.Equal(ClientFault.NotYetValid, ClientVerdict.Of(ClientPapers.Client(Root, Now.AddHours(1), After), [], Bundle, Now));
        Assert.Equal(ClientFault.Purpose, ClientVerdict.Of(ClientPapers.Client(Root, Before, After, ClientPapers.ForServers), [], Bundle, Now));
        Assert.Equal(ClientFault.Weak, ClientVerdict.Of(ClientPapers.Client(Root, Before, After, key: RSA.Create(1024)), [], Bundle, Now));
        Assert.Equal(ClientFault.Expired, ClientVerdict.Of(ClientPapers.Client(Root, Before, After), [], Bundle, After.AddDays(1)));
    }

    [Fact]
    public void One_of_somebody_else_does_not_even_if_that_has_the_same_name()
    {
        var same = ClientPapers.Root("root", Before, After);
        Assert.NotEqual(ClientFault.None, ClientVerdict.Of(ClientPapers.Client(same, Before, After), [], Bundle, Now));
        Assert.NotEqual(ClientFault.None, ClientVerdict.Of(ClientPapers.Client(same, Before, After), [same], Bundle, Now));
        Assert.Equal(ClientFault.Unknown, ClientVerdict.Of(same, [], Bundle, Now));
        Assert.Equal(ClientFault.Unknown, ClientVerdict.Of(ClientPapers.Client(Root, Before, After), [], null, Now));
    }

    [Fact]
    public void A_client_vouches_for_nobody()
    {
        var client = ClientPapers.Client(Root, Before, After);
        Assert.NotEqual(ClientFault.None, ClientVerdict.Of(ClientPapers.Client(client, Before, Now.AddDays(1)), [client], Bundle, Now));
    }

    [Fact]
    public void More_than_anybody_sends_is_refused_unread() =>
        Assert.Equal(ClientFault.Other, ClientVerdict.Of(ClientPapers.Client(Root, Before, After), [.. Enumerable.Repeat(Between, ClientVerdict.LongestChain + 1)], Bundle, Now));
}
