using System.Net;
using Gantry.Edge.Forwarding.Decisions;

namespace Gantry.Edge.Forwarding;

/// <summary>Whose word is taken for whom a request is from.</summary>
/// <param name="Proxies">What they say of forwarding is carried on; what others say is replaced.</param>
/// <param name="Introducers">Their connections begin with a PROXY header, all of them, and no others do.</param>
public sealed record Trust(TrustList Proxies, TrustList Introducers)
{
    public static Trust Nobody { get; } = new(TrustList.Nobody, TrustList.Nobody);
}
