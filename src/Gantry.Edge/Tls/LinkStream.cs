using System.Buffers;
using Gantry.Edge.Fast.Tls;

namespace Gantry.Edge.Tls;

/// <summary>What is said in a session that began on a loop, for the general lane: it goes on where the loop left it.</summary>
internal sealed class LinkStream(TlsLink link, Stream outside, byte[] unsent) : AsyncStream
{
    /// <summary>So much is sealed at once, and so much more it becomes at most.</summary>
    private const int Chunk = 64 * 1024, Seals = 2 * 1024;
    private const int Record = 16 * 1024;

    private readonly Lock sync = new();
    private readonly SemaphoreSlim sending = new(1, 1);

    /// <summary>What the protocol itself has to say while things are read.</summary>
    private readonly byte[] aside = new byte[1024];
    private byte[] waiting = unsent;
    private byte[]? fed;
    private int fedFrom, fedTo;
    private bool isLast, isOver;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var got = Open(buffer, out var hasMore);
            if (waiting.Length > 0) await SendAsync(ReadOnlyMemory<byte>.Empty, cancellationToken);
            if (buffer.IsEmpty && !hasMore && !isLast) return await outside.ReadAsync(buffer, cancellationToken);
            if (got >= 0 || buffer.IsEmpty) return Math.Max(0, got);
            if (got < -1) throw new IOException("The client broke the session.");
            fed ??= ArrayPool<byte>.Shared.Rent(Record);
            (fedFrom, fedTo) = (0, await outside.ReadAsync(fed.AsMemory(0, Record), cancellationToken));
            isLast = fedTo == 0;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (var rest = buffer; rest.Length > 0; rest = rest[Math.Min(Chunk, rest.Length)..])
            await SendAsync(rest[..Math.Min(Chunk, rest.Length)], cancellationToken);
    }

    /// <summary>Says that nothing more will be written.</summary>
    public async Task ShutdownAsync()
    {
        var room = new byte[aside.Length];
        await sending.WaitAsync();
        try
        {
            await outside.WriteAsync(room.AsMemory(0, Goodbye(room)));
        }
        finally
        {
            sending.Release();
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (sync)
        {
            isOver = true;
            link.Dispose();
            if (fed is not null) ArrayPool<byte>.Shared.Return(fed);
            fed = null;
        }
        base.Dispose(disposing);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> part, CancellationToken cancellation)
    {
        await sending.WaitAsync(cancellation);
        try
        {
            var (room, length) = Seal(part.Span);
            // Whatever happens, nothing that was sealed may be left out: the client would refuse everything after it.
            await outside.WriteAsync(room.AsMemory(0, length), CancellationToken.None);
            ArrayPool<byte>.Shared.Return(room);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <returns>As <see cref="TlsLink.Read"/>.</returns>
    private unsafe int Open(Memory<byte> to, out bool hasMore)
    {
        lock (sync)
        {
            ObjectDisposedException.ThrowIf(isOver, this);
            hasMore = fedFrom < fedTo || link.HasUnread;
            if (to.IsEmpty) return 0;
            int got;
            fixed (byte* from = fed, into = to.Span, room = aside)
            {
                link.Feed(from + fedFrom, fedTo - fedFrom, isLast, room, aside.Length);
                got = link.Read(into, to.Length);
            }
            fedFrom = fedTo - link.Left;
            if (link.WrittenLength > 0) waiting = [.. waiting, .. aside.AsSpan(0, link.WrittenLength)];
            if (fedFrom == fedTo && fed is not null)
            {
                ArrayPool<byte>.Shared.Return(fed);
                (fed, fedFrom, fedTo) = (null, 0, 0);
            }
            return got;
        }
    }

    private unsafe (byte[] Room, int Length) Seal(ReadOnlySpan<byte> part)
    {
        lock (sync)
        {
            ObjectDisposedException.ThrowIf(isOver, this);
            var room = ArrayPool<byte>.Shared.Rent(part.Length + Seals + waiting.Length);
            var before = TakeWaiting(room);
            if (part.IsEmpty) return (room, before);
            fixed (byte* from = part, to = room)
            {
                link.Feed(null, 0, isLast, to + before, room.Length - before);
                if (!link.Write(from, part.Length)) throw new IOException("The session is over.");
                return (room, before + link.WrittenLength);
            }
        }
    }

    private unsafe int Goodbye(byte[] room)
    {
        lock (sync)
        {
            if (isOver) return 0;
            fixed (byte* to = room)
            {
                link.Feed(null, 0, true, to, room.Length);
                link.SayGoodbye();
            }
            return link.WrittenLength;
        }
    }

    private int TakeWaiting(byte[] room)
    {
        waiting.CopyTo(room, 0);
        var length = waiting.Length;
        waiting = [];
        return length;
    }
}
