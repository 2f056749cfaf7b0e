using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Gantry.Edge.Decisions.Guarding;

namespace Gantry.Edge.Routing.Balance;

/// <summary>
/// The cookie by which a client comes back to its replica of one route. It names both by numbers that say nothing of them. Several
/// services of one host have one each.
/// </summary>
internal sealed class StickyCookie(string route)
{
    private readonly string name = string.Create(CultureInfo.InvariantCulture, $"gantry-{(uint)Spread.Of(Encoding.UTF8.GetBytes(route)):x8}");

    public byte[] Name => field ??= Encoding.ASCII.GetBytes(name);

    /// <summary>The line of a head that sets it, without its end.</summary>
    public string ValueFor(ulong replica) => string.Create(CultureInfo.InvariantCulture, $"{name}={replica:x16}; Path=/; HttpOnly; SameSite=Lax");

    public static bool TryRead(ReadOnlySpan<byte> said, out ulong replica) => Utf8Parser.TryParse(said, out replica, out var used, 'x') && used == said.Length;
}
