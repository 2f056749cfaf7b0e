namespace Gantry.Edge.Mirror;

/// <summary>The copy of the request that a connection has on its way: made at most once for each, whatever becomes of the request and wherever it is tried.</summary>
internal struct PassingCopy(Mirrors mirrors)
{
    private MirrorCopy? copy;
    private bool wasMade;

    /// <summary>The next request.</summary>
    public void Renew() => wasMade = false;

    /// <param name="head">As it goes to the replica.</param>
    /// <param name="part">What there is of the body.</param>
    /// <param name="body">Length of all of it.</param>
    public void Head(MirrorTarget mirror, int port, ReadOnlySpan<byte> method, ReadOnlySpan<byte> head, ReadOnlySpan<byte> part, long body)
    {
        if (wasMade) return;
        wasMade = true;
        if (!mirror.Takes(method, body)) return;
        copy = mirrors.Begin(mirror, port, head, body, method.SequenceEqual("HEAD"u8));
        Body(part, part.Length == body);
    }

    public void Body(ReadOnlySpan<byte> more, bool isLast)
    {
        if (copy is null) return;
        copy.Add(more);
        if (!isLast) return;
        mirrors.Send(copy);
        copy = null;
    }

    /// <summary>Nothing more comes of what is not whole.</summary>
    public void Drop()
    {
        if (copy is not null) mirrors.Drop(copy);
        copy = null;
    }
}
