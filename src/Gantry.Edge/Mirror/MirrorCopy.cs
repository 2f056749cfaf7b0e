using System.Net;

namespace Gantry.Edge.Mirror;

/// <summary>A request, as it goes to the mirror: whole before it is sent. Ends exactly once, by <see cref="Mirrors.Send"/> or <see cref="Mirrors.Drop"/>.</summary>
internal sealed class MirrorCopy(MirrorTally tally, MirrorAim aim, byte[] bytes)
{
    /// <summary>Says that it is a copy: the service may want to know.</summary>
    private static ReadOnlySpan<byte> Mark => "X-Gantry-Mirror: copy\r\n\r\n"u8;

    /// <summary>How much longer the head of a copy is than that of the request.</summary>
    public const int Extra = 32;

    public MirrorTally Tally => tally;
    public IPEndPoint To => aim.At;
    public MirrorHealth Health => aim.Health;

    /// <summary>It has no body in its answer, whatever that says.</summary>
    public bool ToHead { get; init; }

    /// <summary>Others follow when this one is answered.</summary>
    public bool IsTrial { get; init; }
    public byte[] Bytes => bytes;
    public int Length { get; private set; }

    /// <param name="head">With its empty line.</param>
    public void Begin(ReadOnlySpan<byte> head)
    {
        head[..^2].CopyTo(bytes);
        Mark.CopyTo(bytes.AsSpan(head.Length - 2));
        Length = head.Length - 2 + Mark.Length;
    }

    public void Add(ReadOnlySpan<byte> body)
    {
        body.CopyTo(bytes.AsSpan(Length));
        Length += body.Length;
    }
}
