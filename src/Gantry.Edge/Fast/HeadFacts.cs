using Gantry.Edge.Decisions.Matching;
using Gantry.Edge.Fast.Decisions;

namespace Gantry.Edge.Fast;

/// <summary>What the head says that a loop has just read. One for each loop, and good until it reads another.</summary>
internal sealed class HeadFacts(RequestHead head) : IRequestFacts
{
    private ClientPeer client = null!;

    public ReadOnlySpan<byte> Method => head.Method(client.Unused);

    public ReadOnlySpan<byte> Query => head.Target(client.Unused) is var target && target.IndexOf((byte)'?') is >= 0 and var at ? target[(at + 1)..] : default;

    public ulong Client => client.Key;

    public HeadFacts Of(ClientPeer one)
    {
        client = one;
        return this;
    }

    public bool TryHeader(ReadOnlySpan<byte> name, int nth, out ReadOnlySpan<byte> value)
    {
        var bytes = client.Unused;
        foreach (ref readonly var line in head.Lines)
        {
            if (line.NameLength != name.Length || !System.Text.Ascii.EqualsIgnoreCase(line.Name(bytes), name) || nth-- > 0) continue;
            value = line.Value(bytes);
            return true;
        }
        value = default;
        return false;
    }
}
