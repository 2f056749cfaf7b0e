namespace Gantry.Integration.Support.Loads;

/// <summary>Constant load by a real load generator, for as long as a test needs it.</summary>
public sealed class Load : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(60);
    private readonly ProgramRun _run;
    private readonly Func<string, LoadReport> _read;

    private Load(ProgramRun run, Func<string, LoadReport> read) => (_run, _read) = (run, read);

    /// <summary>hey: each of the clients sends at most so many requests a second.</summary>
    public static Load Hey(Uri url, int clients = 16, int perClient = 100, string? host = null) => Hey(url, clients, perClient, host, []);

    /// <summary>hey, with a body that may not be sent twice: whatever the edge loses, it cannot make good by asking again.</summary>
    public static Load HeyPost(Uri url, int clients = 16, int perClient = 100, string? host = null) => Hey(url, clients, perClient, host, ["-m", "POST", "-d", "once"]);

    /// <summary>hey, with a new connection for each request.</summary>
    public static Load HeyAnew(Uri url, int clients = 16, int perClient = 100) => new(
        ProgramRun.Start("hey", ["-z", $"{Longest.TotalMinutes:0}m", "-c", $"{clients}", "-q", $"{perClient}", "-t", "30", "-disable-keepalive", url.AbsoluteUri]), HeyReport.Read);

    /// <summary>wrk: each of the connections waits between its requests, so that there is something left of the machine.</summary>
    public static Load Wrk(Uri url, int connections = 16, int pauseMilliseconds = 8, string? host = null) => new(
        ProgramRun.Start("wrk", ["-t", "1", "-c", $"{connections}", "-d", $"{Longest.TotalMinutes:0}m", "--timeout", "40s",
            "-s", Script(pauseMilliseconds), "-H", $"Host: {host ?? url.Authority}", url.AbsoluteUri]), WrkReport.Read);

    public static Load Hey(Site site, string path = "/", int clients = 16, int perClient = 100) => Hey(site.Url(path), clients, perClient, site.Host);

    public static Load HeyPost(Site site, string path = "/", int clients = 16, int perClient = 100) => HeyPost(site.Url(path), clients, perClient, site.Host);

    public static Load Wrk(Site site, string path = "/") => Wrk(site.Url(path), host: site.Host);

    private static Load Hey(Uri url, int clients, int perClient, string? host, string[] more) => new(
        ProgramRun.Start("hey", ["-z", $"{Longest.TotalMinutes:0}m", "-c", $"{clients}", "-q", $"{perClient}", "-t", "30",
            "-host", host ?? url.Authority, .. more, url.AbsoluteUri]), HeyReport.Read);

    /// <summary>Ends it and reads what it counted. Requests under way are answered first.</summary>
    public async Task<LoadReport> StopAsync()
    {
        Assert.False(_run.Ended, "The load generator ended before it was told to.");
        _run.Interrupt();
        var result = await _run.EndAsync(TimeSpan.FromSeconds(40));
        return _read(result.All);
    }

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    private static string Script(int pause)
    {
        var file = Path.Combine(Path.GetTempPath(), $"gantry-test-pause-{pause}.lua");
        File.WriteAllText(file, $"function delay() return {pause} end\n");
        return file;
    }
}
