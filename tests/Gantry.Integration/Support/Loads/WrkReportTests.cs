namespace Gantry.Integration.Support.Loads;

public sealed class WrkReportTests
{
    private static string Summary(string failures) => $"""
        Running 1m test @ http://127.0.0.1:19871/none
          1 threads and 4 connections
          Thread Stats   Avg      Stdev     Max   +/- Stdev
            Latency     0.99ms    2.06ms  20.50ms   94.71%
            Req/Sec   424.05     35.56   484.00     75.00%
          849 requests in 2.01s, 191.52KB read
        {failures}Requests/sec:    422.20
        Transfer/sec:     95.24KB
        """;

    [Fact]
    public void Without_a_word_about_failures_all_is_well()
    {
        var report = WrkReport.Read(Summary(""));
        Assert.Equal((849, 0, 422.20), (report.Requests, report.Failed, report.PerSecond));
    }

    [Fact]
    public void All_kinds_of_failures_are_added_up()
    {
        var report = WrkReport.Read(Summary("  Socket errors: connect 1, read 20, write 300, timeout 4000\n  Non-2xx or 3xx responses: 50000\n"));
        Assert.Equal(54321, report.Failed);
        Assert.ThrowsAny<Exception>(() => report.ExpectNoFailure(atLeast: 1));
    }

    [Fact]
    public void Something_else_is_no_report() => Assert.Throws<FormatException>(() => WrkReport.Read("unable to connect to 127.0.0.1:1 Connection refused"));
}
