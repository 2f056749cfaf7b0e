namespace Gantry.Bench.Edge;

/// <summary>What one round measures.</summary>
/// <param name="Scheme">"http/1.1", "https" for the same over TLS, or "h2" for HTTP/2 over TLS, with ten requests at once on each connection.</param>
/// <param name="Mode">"keep-alive", "new connections" or "POST".</param>
internal sealed record Row(int Connections, int Body, string Scheme, string Mode)
{
    public const string Plain = "http/1.1", Https = "https", H2 = "h2";
    public const string KeepAlive = "keep-alive", Anew = "new connections", Post = "POST";

    /// <summary>The path that the back ends answer with so many bytes.</summary>
    public string Path => $"/b{Body}";

    public bool IsTls => Scheme != Plain;

    public static IReadOnlyList<Row> Of(bool quick) => quick
        ? [new(64, 200, Plain, KeepAlive)]
        :
        [
            .. from connections in (int[])[8, 64, 256] from body in Backends.Bodies select new Row(connections, body, Plain, KeepAlive),
            new(64, 200, Plain, Anew),
            new(64, 1000, Plain, Post),
            .. OfTls,
        ];

    /// <summary>Over TLS, in either version.</summary>
    public static IReadOnlyList<Row> OfTls => [.. from scheme in (string[])[Https, H2] from body in Backends.Bodies select new Row(64, body, scheme, KeepAlive)];

    public override string ToString() => $"{Scheme}, {Connections} connections, {Body} bytes, {Mode}";
}

/// <summary>One proxy in one round.</summary>
internal sealed record Sample(double RequestsPerSecond, double CpuMicroseconds, double P50Ms, double P99Ms, double MemoryMb, long Failed);
