using Gantry.Resources.Certificates;

namespace Gantry.Edge.Tls.Clients;

/// <summary>A bundle as it was read at one time, and what took its place.</summary>
internal sealed class ClientAuthorities(string name, AuthorityBundle? bundle)
{
    private ClientAuthorities? next;

    public string Name => name;

    /// <summary>Null: there is none any more, and nobody is vouched for.</summary>
    public AuthorityBundle? Bundle => bundle;

    /// <summary>What is in force now.</summary>
    public ClientAuthorities Newest
    {
        get
        {
            var newest = this;
            while (Volatile.Read(ref newest.next) is { } later) newest = later;
            return newest;
        }
    }

    public void ReplacedBy(ClientAuthorities later) => Volatile.Write(ref next, later);
}
