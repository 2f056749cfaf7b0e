namespace Gantry.Edge.Fast;

/// <summary>Buffers of one loop, used again. What is idle holds none.</summary>
internal sealed class BufferShelf
{
    /// <summary>A head that is longer than this is left to the general lane.</summary>
    public const int HeadRoom = 16 * 1024;

    /// <summary>So many of a size are kept.</summary>
    private const int Kept = 256;

    private static readonly int[] Sizes = [HeadRoom, 64 * 1024, Loop.Room * 2];

    /// <summary>Bytes that are lent now.</summary>
    public long Lent { get; private set; }

    private readonly Stack<byte[]>[] shelves = [.. Sizes.Select(_ => new Stack<byte[]>(Kept))];

    /// <param name="least">At most the last of the sizes.</param>
    public byte[] Rent(int least)
    {
        var shelf = 0;
        while (Sizes[shelf] < least) shelf++;
        Lent += Sizes[shelf];
        return shelves[shelf].TryPop(out var buffer) ? buffer : GC.AllocateUninitializedArray<byte>(Sizes[shelf]);
    }

    public void Return(byte[] buffer)
    {
        Lent -= buffer.Length;
        var shelf = shelves[Array.IndexOf(Sizes, buffer.Length)];
        if (shelf.Count < Kept) shelf.Push(buffer);
    }
}
