namespace Gantry.Edge.Seen.Log;

/// <summary>What is written of one request. Used again and again: filled by whoever serves the request, read by the writer.</summary>
internal sealed class LogSlot
{
    /// <summary>Of everything that the client says together; what is longer is cut.</summary>
    private const int Room = 1024;

    private static readonly int Parts = Enum.GetValues<Part>().Length;

    private readonly byte[] text = new byte[Room];
    private readonly int[] ends = new int[Parts];
    private int used, filled;

    /// <summary>What is kept of the request, in the order in which it is put in.</summary>
    internal enum Part { Client, Forwarded, Method, Target, Host, Version, Referer, Agent, Id, Trace }

    /// <summary>When the request came, in milliseconds since 1970.</summary>
    public long At { get; set; }
    public Passed Passed { get; set; }

    /// <summary>Null: none.</summary>
    public string? Route { get; set; }

    /// <summary>0: none got it.</summary>
    public int Release { get; set; }
    public string? Replica { get; set; }

    /// <summary>How a connection ended that is passed through as it is; null: it is a request.</summary>
    public string? Ended { get; set; }

    /// <summary>It came to nothing here, and is written by whoever ends it.</summary>
    public bool IsVoid { get; set; }

    public void Begin(long at)
    {
        (At, Route, Replica, Release, Passed, Ended, IsVoid, used, filled) = (at, null, null, 0, default, null, false, 0, 0);
    }

    /// <summary>The next part.</summary>
    public void Put(ReadOnlySpan<byte> value)
    {
        var most = Math.Min(value.Length, Room - used);
        value[..most].CopyTo(text.AsSpan(used));
        ends[filled++] = used += most;
    }

    /// <inheritdoc cref="Put(ReadOnlySpan{byte})"/>
    public void Put(ReadOnlySpan<char> value)
    {
        Span<byte> bytes = stackalloc byte[Math.Min(value.Length, Room)];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = value[i] < 256 ? (byte)value[i] : (byte)'?';
        Put(bytes);
    }

    public bool Has(Part part) => (int)part < filled;

    public ReadOnlySpan<byte> Get(Part part)
    {
        if (!Has(part)) return default;
        var start = part == Part.Client ? 0 : ends[(int)part - 1];
        return text.AsSpan(start, ends[(int)part] - start);
    }
}
