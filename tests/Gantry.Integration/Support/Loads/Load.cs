namespace Gantry.Integration.Support.Loads;

/// <summary>Constant load by a real load generator, for as long as a test needs it.</summary>
public sealed class Load : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(60);
    private readonly ProgramRun _run;
    private readonly Func<string, LoadReport> _read;

    private Load(ProgramRun run, Func<string, LoadReport> read) => (_run, _read) = (run, read);

    /// <summary>hey: each of the clients sends at most so many requests a second.</summary>
    public static Load Hey(Uri url, int clients = 16, int perClient = 100) => new(
        ProgramRun.Start("hey", ["-z", $"{Longest.TotalMinutes:0}m", "-c", $"{clients}", "-q", $"{perClient}", "-t", "30", url.AbsoluteUri]), HeyReport.Read);

    /// <summary>hey, with a body that may not be sent twice: whatever the edge loses, it cannot make good by asking again.</summary>
    public static Load HeyPost(Uri url, int clients = 16, int perClient = 100) => new(
        ProgramRun.Start("hey", ["-z", $"{Longest.TotalMinutes:0}m", "-c", $"{clients}", "-q", $"{perClient}", "-t", "30", "-m", "POST", "-d", "once", url.AbsoluteUri]), HeyReport.Read);

    /// <summary>hey, with a new connection for each request.</summary>
    public static Load HeyAnew(Uri url, int clients = 16, int perClient = 100) => new(
        ProgramRun.Start("hey", ["-z", $"{Longest.TotalMinutes:0}m", "-c", $"{clients}", "-q", $"{perClient}", "-t", "30", "-disable-keepalive", url.AbsoluteUri]), HeyReport.Read);

    /// <summary>wrk: each of the connections waits between its requests, so that there is something left of the machine.</summary>
    public static Load Wrk(Uri url, int connections = 16, int pauseMilliseconds = 8) => new(
        ProgramRun.Start("wrk", ["-t", "1", "-c", $"{connections}", "-d", $"{Longest.TotalMinutes:0}m", "--timeout", "30s", "-s", Script(pauseMilliseconds), url.AbsoluteUri]), WrkReport.Read);

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
