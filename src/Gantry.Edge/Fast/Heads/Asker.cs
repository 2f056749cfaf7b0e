using System.Net;
using System.Text;

namespace Gantry.Edge.Fast.Heads;

/// <summary>Who asks, as it is written into heads.</summary>
internal sealed class Asker(IPAddress address, bool isBelieved)
{
    /// <summary>As <c>X-Forwarded-For</c> has it.</summary>
    public byte[] Address { get; } = Encoding.ASCII.GetBytes(Http.Forwarded.Text(address));

    /// <summary>As <c>Forwarded</c> has it.</summary>
    public byte[] Node { get; } = Encoding.ASCII.GetBytes(Http.Forwarded.Node(address));

    /// <summary>What it says of forwarding is carried on.</summary>
    public bool IsBelieved => isBelieved;
}
