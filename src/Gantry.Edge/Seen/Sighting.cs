using Gantry.Edge.Http;
using Gantry.Edge.Listening;
using Gantry.Edge.Routing;
using Gantry.Edge.Seen.Log;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Edge.Seen;

/// <summary>One request on its way through the general lane: what is to be counted of it when it is over.</summary>
public sealed class Sighting(TimeProvider time)
{
    private readonly long began = time.GetTimestamp();
    private Meter? meter;
    private (string Route, int Release, string? Replica)? served;
    private bool isAnswered;

    /// <summary>Of the body of the request, so far.</summary>
    public long Received { get; set; }

    /// <summary>Of the body of the answer, so far.</summary>
    public long Sent { get; set; }

    /// <summary>By which number it goes on; empty: it does not.</summary>
    public string Id { get; set; } = "";

    /// <summary>Of what trace it is a part; empty: of none.</summary>
    public string Trace { get; set; } = "";

    /// <summary>It was given to the replica of a release, the last of which answers for it.</summary>
    public void Claimed(ReplicaClaim claim)
    {
        meter = claim.Meter;
        served = (claim.Route, claim.Release, claim.Gauge.Name);
    }

    /// <summary>Nobody got it.</summary>
    public void Refused(TableRoute route)
    {
        meter = route.Gate.Tally.Meter;
        served = (route.Name, 0, null);
    }

    /// <summary>It became a connection: the answer was that, and what goes through from here on is bytes.</summary>
    public void Upgraded()
    {
        meter?.Count(new Passed(101, Microseconds, Received, Sent));
        (Received, Sent, isAnswered) = (0, 0, true);
    }

    /// <summary>Takes down what is logged of it.</summary>
    internal void Note(LogSlot note, HttpContext context, int status)
    {
        var (request, arrival) = (context.Request, context.Features.GetRequiredFeature<Arrival>());
        note.Begin(time.GetUtcNow().ToUnixTimeMilliseconds() - (Microseconds / 1000));
        note.Put(Forwarded.Text(arrival.Client));
        note.Put(arrival.IsBelieved ? request.Headers["X-Forwarded-For"].ToString() : "");
        note.Put(request.Method.AsSpan());
        note.Put(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        note.Put(request.Host.Value ?? "");
        note.Put(request.Protocol);
        note.Put(request.Headers.Referer.ToString());
        note.Put(request.Headers.UserAgent.ToString());
        note.Put(Id);
        note.Put(Trace);
        note.Passed = new Passed(isAnswered ? StatusCodes.Status101SwitchingProtocols : status, Microseconds, Received, Sent);
        if (served is { } by) (note.Route, note.Release, note.Replica) = by;
    }

    /// <param name="status">0: there was no answer.</param>
    /// <param name="otherwise">Counts what is for no route.</param>
    public void End(int status, Meter otherwise)
    {
        if (isAnswered) meter?.Moved(Received, Sent);
        else (meter ?? otherwise).Count(new Passed(status, Microseconds, Received, Sent));
    }

    private long Microseconds => (long)time.GetElapsedTime(began).TotalMicroseconds;
}
