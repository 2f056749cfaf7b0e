namespace Gantry.Integration.Support.Loads;

public sealed class HeyReportTests
{
    private static string Summary(string end) => $"""

        Summary:
          Total:	2.0132 secs
          Slowest:	0.0029 secs
          Requests/sec:	196.7029

        Response time histogram:
          0.001 [97]	|■■■■■■■■■■■■
          0.002 [200]	|■■■■■■■

        Latency distribution:
          99% in 0.0027 secs

        {end}
        """;

    [Fact]
    public void Good_answers_are_counted_and_the_histogram_is_not()
    {
        var report = HeyReport.Read(Summary("Status code distribution:\n  [200]\t396 responses\n  [204]\t4 responses\n"));
        Assert.Equal((400, 0, 196.7029), (report.Requests, report.Failed, report.PerSecond));
    }

    [Fact]
    public void Other_statuses_and_every_kind_of_error_are_failures()
    {
        var report = HeyReport.Read(Summary("""
            Status code distribution:
              [200]	390 responses
              [503]	5 responses

            Error distribution:
              [20]	Get "http://127.0.0.1:19872/": dial tcp 127.0.0.1:19872: connect: connection refused
              [1]	Get "http://127.0.0.1:19872/": EOF
            """));
        Assert.Equal((395, 26), (report.Requests, report.Failed));
        Assert.ThrowsAny<Exception>(() => report.ExpectNoFailure(atLeast: 1));
    }

    [Fact]
    public void Too_few_requests_a_second_prove_nothing() =>
        Assert.ThrowsAny<Exception>(() => HeyReport.Read(Summary("  [200]	396 responses")).ExpectNoFailure(atLeast: 1000));

    [Fact]
    public void What_hey_has_forgotten_is_not_taken_for_good() =>
        Assert.Throws<FormatException>(() => HeyReport.Read(Summary("  [200]	1000000 responses")));

    [Fact]
    public void Something_else_is_no_report() => Assert.Throws<FormatException>(() => HeyReport.Read("hey: no such host"));
}
