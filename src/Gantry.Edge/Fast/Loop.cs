using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Gantry.Edge.Fast.Decisions;
using Gantry.Edge.Fast.Heads;
using Gantry.Edge.Fast.Http2;
using Gantry.Edge.Fast.Kernel;
using Gantry.Edge.Routing;
using Gantry.Edge.Seen.Log;

namespace Gantry.Edge.Fast;

/// <summary>
/// One thread that serves its share of the connections from their first byte to their last. Nothing on it may wait for anything
/// but the kernel's next happening.
/// </summary>
internal sealed unsafe class Loop : IDisposable
{
    /// <summary>So much is read at once.</summary>
    public const int Room = 128 * 1024;

    /// <summary>Before and after what is read there is room for what is written around it.</summary>
    public const int Margin = 24 * 1024;

    /// <summary>How often time is looked at, in milliseconds, while there is anything to time.</summary>
    private const int Beat = 50;

    /// <summary>Room for the records of everything that is ever written at once: each has a head and a seal.</summary>
    public const int SealedRoom = Room + (3 * Margin);
    public const int FramesRoom = 64 * 1024;

    /// <summary>The number of one that counts no requests of clients.</summary>
    public const int OfNoClient = -1;

    private readonly SlotTable slots = new();
    private readonly ConcurrentQueue<Action> inbox = new();
    private readonly Dictionary<(ReplicaGauge, int), ReplicaPool> pools = [];
    private readonly List<Peer> ticking = [];
    private readonly List<Door> paused = [];
    private readonly List<(ReplicaGauge, int)> gone = [];
    private readonly long origin, ticksToMillisecond;
    private List<ulong> next = [], now = [];
    private List<Http2Session> toFlush = [], flushing = [];
    private readonly Stack<Http2Stream> streams = new();
    private RequestFields? fields;
    private readonly byte[] memory = GC.AllocateUninitializedArray<byte>((2 * Room) + (4 * Margin) + SealedRoom + FramesRoom, pinned: true);
    private readonly byte[] date = new byte[64];
    private readonly Thread thread;
    private int dateLength;
    private long dateSecond = -1, lastBeat, utcOrigin;
    private volatile bool stopped;

    private readonly bool comesLast;

    /// <param name="comesLast">What it does is done in time that nobody else wants.</param>
    public Loop(LaneParts parts, string name, int number, bool comesLast = false)
    {
        this.comesLast = comesLast;
        Parts = parts;
        Number = number;
        Log = number == OfNoClient ? null : parts.Access?.RingOf(number);
        origin = parts.Time.GetTimestamp();
        Facts = new HeadFacts(Request);
        ticksToMillisecond = parts.Time.TimestampFrequency / 1000;
        Writer = new RequestWriter(new RequestIds());
        SetClock();
        var start = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        In = start + Margin;
        Out = start + Room + (3 * Margin);
        Sealed = Out + Room + Margin;
        Frames = Sealed + SealedRoom;
        thread = new Thread(Run) { IsBackground = true, Name = name };
    }

    public LaneParts Parts { get; }
    public int Number { get; }

    /// <summary>Where it counts.</summary>
    public int Shard => Number + 1;

    /// <summary>What is written of requests on its way to the log; null: nothing is.</summary>
    public LogRing? Log { get; }
    public Poll Poll { get; } = new();
    public BufferShelf Buffers { get; } = new();
    public RequestHead Request { get; } = new();
    public HeadFacts Facts { get; }
    public ResponseHead Response { get; } = new();
    public RequestWriter Writer { get; }

    /// <summary>Where things are read to: <see cref="Room"/>, and <see cref="Margin"/> in front of it and behind. Holds nothing from one happening to the next.</summary>
    public byte* In { get; }

    /// <summary>Where things are put together: as much.</summary>
    public byte* Out { get; }

    /// <summary>Where what is sent over TLS is put together: records of all of <see cref="Out"/> at once.</summary>
    public byte* Sealed { get; }

    /// <summary>Where frames of HTTP/2 are read to, and stay while they are dealt with.</summary>
    public byte* Frames { get; }
    public RequestFields Fields => fields ??= new RequestFields();

    /// <summary>Milliseconds since it began, as of the last happenings.</summary>
    public long Now { get; private set; }

    /// <summary>The same as a time stamp.</summary>
    public long Woke { get; private set; }

    /// <summary>Milliseconds since 1970, as of the last happenings.</summary>
    public long Utc => utcOrigin + Now;

    /// <summary>The same as <see cref="Now"/>, as of now and for any thread.</summary>
    public long Clock => (Parts.Time.GetTimestamp() - origin) / ticksToMillisecond;

    /// <summary>Connections of clients. Read by other threads to spread new ones.</summary>
    public int Clients;

    /// <summary>No connection is kept for a next request.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Each connection ends with the answer to its next request.</summary>
    public bool IsFinishing { get; private set; }

    /// <summary>The line that says what time it is.</summary>
    public ReadOnlySpan<byte> Date
    {
        get
        {
            var second = Now / 1000;
            if (second != dateSecond) WriteDate(second);
            return date.AsSpan(0, dateLength);
        }
    }

    public void Start() => thread.Start();

    /// <summary>Has something done by its thread. From any thread.</summary>
    public void Post(Action action)
    {
        inbox.Enqueue(action);
        Poll.Ring();
    }

    /// <returns>False: the kernel does not take it; it was closed.</returns>
    public bool Add(Peer peer)
    {
        slots.Add(peer);
        if (peer.Watch()) return true;
        peer.Close();
        return false;
    }

    /// <summary>From a time stamp to now, in microseconds.</summary>
    public long Since(long began) => (Parts.Time.GetTimestamp() - began) * 1000 / ticksToMillisecond;

    public void Remove(Peer peer) => slots.Remove(peer);

    public ulong AddDoor(Door door) => slots.Add(door);

    public void RemoveDoor(Door door)
    {
        slots.Remove(door);
        paused.Remove(door);
    }

    /// <summary>The door does nothing for a while, and is looked at until it goes on.</summary>
    public void Paused(Door door) => paused.Add(door);

    /// <summary>
    /// Lets the others have their turn first: the peer is told of nothing new, for which it goes on where it was. So one connection that
    /// always has something does not keep the loop for itself.
    /// </summary>
    public void Again(Peer peer) => next.Add(peer.Token);

    /// <summary>Has what a session put together sent once everything that has happened is dealt with.</summary>
    public void Soon(Http2Session session) => toFlush.Add(session);

    public Http2Stream TakeStream() => streams.TryPop(out var stream) ? stream : new Http2Stream(this);

    public void Return(Http2Stream stream)
    {
        const int Kept = 1024;
        if (streams.Count < Kept) streams.Push(stream);
    }

    public ReplicaPool PoolOf(ReplicaGauge gauge, int port)
    {
        if (!pools.TryGetValue((gauge, port), out var pool)) pools[(gauge, port)] = pool = new ReplicaPool(this, gauge, port);
        return pool;
    }

    /// <summary>Ends what is idle and, from here on, everything when its request is over. On the loop's thread.</summary>
    public void Drain()
    {
        IsDraining = true;
        foreach (var peer in slots.Peers.ToArray())
        {
            if (peer is ClientPeer client) client.CloseIfIdle();
        }
    }

    /// <summary>Another process is in charge. On the loop's thread.</summary>
    public void Finish()
    {
        IsFinishing = true;
        foreach (var peer in slots.Peers.ToArray())
        {
            if (peer is ClientPeer client) client.Finish();
        }
    }

    /// <summary>Ends everything. From any thread.</summary>
    public void Stop()
    {
        stopped = true;
        Poll.Ring();
        if (thread.IsAlive && Thread.CurrentThread != thread) thread.Join();
    }

    public void Dispose() => Poll.Dispose();

    private void Run()
    {
        if (comesLast) Libc.ComeLast();
        while (!stopped)
        {
            var happened = Poll.Wait(next.Count + toFlush.Count > 0 ? 0 : slots.IsIdle && paused.Count == 0 && Log is not { HasAny: true } ? -1 : Beat);
            Woke = Parts.Time.GetTimestamp();
            Now = (Woke - origin) / ticksToMillisecond;
            for (var i = 0; i < happened; i++) Dispatch(Poll.Token(i), Poll.What(i));
            if (next.Count > 0) GoOn();
            if (Now - lastBeat >= Beat) OnBeat();
            if (toFlush.Count > 0) Flush();
        }
        foreach (var peer in slots.Peers.ToArray()) peer.GiveUp();
    }

    private void Flush()
    {
        (flushing, toFlush) = (toFlush, flushing);
        foreach (var session in flushing) Try(session);
        flushing.Clear();
    }

    private void Try(Http2Session session)
    {
        try
        {
            session.Flush();
        }
        catch (Exception error)
        {
            Failed(error);
            session.Client.GiveUp();
        }
    }

    private void GoOn()
    {
        (now, next) = (next, now);
        foreach (var token in now) Dispatch(token, 0);
        now.Clear();
    }

    private void Dispatch(ulong token, uint what)
    {
        if (token == Poll.Bell)
        {
            Poll.Hush();
            while (inbox.TryDequeue(out var action)) Try(action);
            return;
        }
        // What was closed by an earlier one of the batch is not there any more.
        var found = slots.Find(token);
        try
        {
            if (found is Peer peer) peer.Happened(what);
            else (found as Door)?.Happened();
        }
        catch (Exception error)
        {
            Failed(error);
            (found as Peer)?.GiveUp();
        }
    }

    private void OnBeat()
    {
        lastBeat = Now;
        SetClock();
        if (Log is { HasAny: true }) Parts.Access!.Ring();
        slots.CopyTo(ticking);
        foreach (var peer in ticking) Try(peer);
        ticking.Clear();
        paused.RemoveAll(static door => door.GoesOn());
        gone.Clear();
        foreach (var (key, pool) in pools)
        {
            if (pool.Trim(Now)) gone.Add(key);
        }
        foreach (var key in gone) pools.Remove(key);
    }

    /// <summary>The clock of the machine may be set at any time.</summary>
    private void SetClock() => utcOrigin = Parts.Time.GetUtcNow().ToUnixTimeMilliseconds() - Now;

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error)
        {
            Failed(error);
        }
    }

    private void Try(Peer peer)
    {
        try
        {
            if (!peer.IsClosed) peer.Tick(Now);
        }
        catch (Exception error)
        {
            Failed(error);
            peer.GiveUp();
        }
    }

    /// <summary>Told by another thread: whoever reads the log may be slow.</summary>
    private void Failed(Exception error) => ThreadPool.UnsafeQueueUserWorkItem(_ => EdgeLog.RequestFailed(Parts.Log, error, "fast lane"), null);

    private void WriteDate(long second)
    {
        dateSecond = second;
        "Date: "u8.CopyTo(date);
        Parts.Time.GetUtcNow().TryFormat(date.AsSpan(6), out var written, "R", System.Globalization.CultureInfo.InvariantCulture);
        "\r\n"u8.CopyTo(date.AsSpan(6 + written));
        dateLength = 6 + written + 2;
    }
}
