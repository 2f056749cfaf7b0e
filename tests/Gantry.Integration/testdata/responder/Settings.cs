namespace Responder;

/// <summary>What this replica is to do, from its environment: another "version" is nothing but another variable.</summary>
internal sealed record Settings
{
    public string Version { get; } = Read("VERSION") ?? "none";

    /// <summary>Whom <c>/call</c> calls.</summary>
    public string? Peer { get; } = Read("PEER");

    /// <summary>Where it keeps lines: held open exclusively, so that a second owner ends at once.</summary>
    public string? Data { get; } = Read("DATA");

    /// <summary>Listens there for TCP connections that get every line back.</summary>
    public int? Tcp { get; } = Number("TCP");

    /// <summary>Answers datagrams there.</summary>
    public int? Udp { get; } = Number("UDP");

    /// <summary>Ends at once with this code.</summary>
    public int? Exit { get; } = Number("EXIT");

    /// <summary>Never gets ready.</summary>
    public bool NotReady { get; } = Read("NOT_READY") is not null;

    /// <summary>HTTP/2 without TLS, with trailers.</summary>
    public bool Http2 { get; } = Read("HTTP2") is not null;

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static int? Number(string name) => Read(name) is { } value ? int.Parse(value, null) : null;
}
