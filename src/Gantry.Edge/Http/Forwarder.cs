using Gantry.Edge.Decisions;
using Gantry.Edge.Listening;
using Gantry.Edge.Routing;
using Microsoft.AspNetCore.Http;

namespace Gantry.Edge.Http;

/// <summary>Takes a request to a replica, to another one where that is safe, and answers itself where there is none.</summary>
/// <param name="https">The port of the HTTPS address.</param>
public sealed class Forwarder(TrafficSwitch traffic, Entrance entrance, Exchange exchange, int https)
{
    /// <summary>For a year browsers don't even try without TLS. The services of other names of the domain are not ours to speak for.</summary>
    private const string StrictTransport = "max-age=31536000";

    /// <summary>How often a request that nobody answered is sent, where it may be sent again.</summary>
    private const int Sends = 3;

    public async Task RunAsync(HttpContext context, Arrival arrival)
    {
        var request = context.Request;
        var ticket = new Ticket(arrival.Query(request.Host.Value ?? "", request.Path.Value is { Length: > 0 } path ? path : "/", request.IsHttps));
        // Written first, so that a service that says its own is heard.
        if (request.IsHttps && traffic.Table.Find(ticket.Query) is { IsForTls: true }) context.Response.Headers.StrictTransportSecurity = StrictTransport;
        for (var sends = 0; ;)
        {
            var entry = await entrance.EnterAsync(ticket, context.RequestAborted);
            if (entry.Claim is null)
            {
                if (entry.Refusal == Refusal.Insecure) EdgeAnswer.Redirect(context, https);
                else await EdgeAnswer.RefusedAsync(context, entry.Refusal);
                return;
            }
            using var claim = entry.Claim;
            switch (await exchange.RunAsync(context, claim, arrival))
            {
                case ExchangeEnd.Over:
                    return;
                case ExchangeEnd.NotConnected:
                    traffic.Refused(claim.Gauge, claim.Port);
                    ticket.Refused(claim.Gauge);
                    break;
                default:
                    if (++sends >= Sends || !MayRepeat(context))
                    {
                        await EdgeAnswer.NoAnswerAsync(context);
                        return;
                    }
                    ticket.Silent(claim.Gauge);
                    break;
            }
        }
    }

    private static bool MayRepeat(HttpContext context) =>
        SafeMethod.Is(context.Request.Method) && context.Request.ContentLength is null or 0 && context.Request.Headers.TransferEncoding.Count == 0;
}
