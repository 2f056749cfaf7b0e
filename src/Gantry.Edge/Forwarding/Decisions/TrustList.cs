using System.Net;

namespace Gantry.Edge.Forwarding.Decisions;

/// <summary>The networks whose word is believed of whom a request is from.</summary>
public sealed class TrustList
{
    private readonly IPNetwork[] networks;

    private TrustList(IPNetwork[] networks) => this.networks = networks;

    public static TrustList Nobody { get; } = new([]);

    public bool IsEmpty => networks.Length == 0;

    /// <param name="text">Addresses and networks such as <c>10.0.0.0/8, 2001:db8::/32, 192.0.2.7</c>.</param>
    /// <param name="wrong">What of it is neither; null if all is well.</param>
    public static TrustList Parse(string text, out string? wrong)
    {
        var networks = new List<IPNetwork>();
        foreach (var word in text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPNetwork.TryParse(word, out var network)) networks.Add(network);
            else if (!word.Contains('/') && IPAddress.TryParse(word, out var address)) networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else
            {
                wrong = word;
                return Nobody;
            }
        }
        wrong = null;
        return new TrustList([.. networks]);
    }

    public bool Has(IPAddress address)
    {
        if (networks.Length == 0) return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in networks)
        {
            if (network.Contains(plain)) return true;
        }
        return false;
    }

    /// <summary>The last in a chain of addresses that is none of them: what stands before it anybody could have written.</summary>
    /// <param name="peer">Who connected.</param>
    /// <param name="chain">What it says of who is behind it, as <c>X-Forwarded-For</c> has it.</param>
    public IPAddress Behind(IPAddress peer, ReadOnlySpan<byte> chain)
    {
        while (!chain.IsEmpty && Has(peer))
        {
            var comma = chain.LastIndexOf((byte)',');
            if (!IPAddress.TryParse(System.Text.Encoding.Latin1.GetString(chain[(comma + 1)..]).Trim(), out var said)) return peer;
            peer = said;
            chain = comma < 0 ? default : chain[..comma];
        }
        return peer;
    }
}
