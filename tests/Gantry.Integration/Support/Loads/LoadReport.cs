namespace Gantry.Integration.Support.Loads;

/// <summary>What a load generator has counted.</summary>
/// <param name="Requests">Answered with a status, whatever it was.</param>
/// <param name="Failed">Not answered, or answered with anything but 2xx.</param>
/// <param name="PerSecond">Requests per second over the whole time, as the tool says it.</param>
/// <param name="Summary">Its own words.</param>
public sealed record LoadReport(long Requests, long Failed, double PerSecond, string Summary)
{
    /// <summary>At least so many requests a second, and none of them failed.</summary>
    public LoadReport ExpectNoFailure(double atLeast)
    {
        if (Failed > 0) Assert.Fail($"{Failed} of {Requests} requests failed.\n{Summary}");
        if (PerSecond < atLeast) Assert.Fail($"{PerSecond:0} requests a second; at least {atLeast:0} were to be sent.\n{Summary}");
        return this;
    }
}
