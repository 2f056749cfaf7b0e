namespace Gantry.Bench.Edge;

/// <summary>What one round measures.</summary>
/// <param name="Mode">"keep-alive", "new connections" or "POST".</param>
internal sealed record Row(int Connections, int Body, string Scheme, string Mode)
{
    public const string KeepAlive = "keep-alive", Anew = "new connections", Post = "POST";

    /// <summary>The path that the back ends answer with so many bytes.</summary>
    public string Path => $"/b{Body}";

    public static IReadOnlyList<Row> Of(bool quick) => quick
        ? [new(64, 200, "http/1.1", KeepAlive)]
        :
        [
            .. from connections in (int[])[8, 64, 256] from body in Backends.Bodies select new Row(connections, body, "http/1.1", KeepAlive),
            new(64, 200, "http/1.1", Anew),
            new(64, 1000, "http/1.1", Post),
        ];

    /// <summary>Rows that are wanted and cannot be measured, with the reason.</summary>
    public static IReadOnlyList<(Row Row, string Reason)> LeftOut =>
    [
        (new(64, 200, "https", KeepAlive), "the edge does not end TLS yet"),
        (new(64, 200, "h2", KeepAlive), "the edge does not end TLS yet, and without it browsers speak no HTTP/2"),
    ];

    public override string ToString() => $"{Scheme}, {Connections} connections, {Body} bytes, {Mode}";
}

/// <summary>One proxy in one round.</summary>
internal sealed record Sample(double RequestsPerSecond, double CpuMicroseconds, double P50Ms, double P99Ms, double MemoryMb, long Failed);
