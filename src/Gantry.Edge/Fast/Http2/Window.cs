namespace Gantry.Edge.Fast.Http2;

/// <summary>How much may be sent to the other side (RFC 9113, 5.2 and 6.9). Below zero after it was made smaller.</summary>
internal struct Window(int size)
{
    public const int First = 65535;

    public int Left { get; private set; } = size;

    public void Use(int length) => Left -= length;

    /// <returns>False: it would be larger than a window may be.</returns>
    public bool Add(long more)
    {
        if (Left + more > int.MaxValue) return false;
        Left = (int)(Left + more);
        return true;
    }
}
