using Gantry.Edge.Decisions;
using Gantry.Edge.Listening;
using Gantry.Edge.Routing;
using Gantry.Edge.Seen;
using Gantry.Edge.Tls.Clients;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Edge.Http;

/// <summary>Takes a request to a replica, to another one where that is safe, and answers itself where there is none.</summary>
/// <param name="https">The port of the HTTPS address.</param>
internal sealed class Forwarder(TrafficSwitch traffic, Entrance entrance, Exchange exchange, int https)
{
    /// <summary>For a year browsers don't even try without TLS. The services of other names of the domain are not ours to speak for.</summary>
    private const string StrictTransport = "max-age=31536000";

    public async Task RunAsync(HttpContext context, Arrival arrival)
    {
        var request = context.Request;
        var ticket = new Ticket(arrival.Query(request.Host.Value ?? "", request.Path.Value is { Length: > 0 } path ? path : "/", request.IsHttps) with { Facts = new ContextFacts(context, arrival), Proof = context.Features.Get<ClientProof>() });
        if (ticket.Query.Route is null && traffic.Table.ChallengeAnswer(ticket.Query.Host, ticket.Query.Path) is { } shown)
        {
            await EdgeAnswer.ChallengeAsync(context, shown);
            return;
        }
        // Written first, so that a service that says its own is heard.
        if (request.IsHttps && traffic.Table.Find(ticket.Query) is { IsForTls: true }) context.Response.Headers.StrictTransportSecurity = StrictTransport;
        var began = traffic.Time.GetTimestamp();
        var sighting = context.Features.GetRequiredFeature<Sighting>();
        for (var sends = 0; ;)
        {
            var entry = await entrance.EnterAsync(ticket, context.RequestAborted);
            if (entry.Claim is null)
            {
                if (entry.Route is { } route) sighting.Refused(route);
                if (entry.Refusal == Refusal.Insecure) EdgeAnswer.Redirect(context, https);
                else if (entry.Refusal == Refusal.Answered) await RuleAnswer.GiveAsync(context, entry.Rule!);
                else await EdgeAnswer.RefusedAsync(context, entry.Refusal, entry.RetryAfter);
                return;
            }
            using var claim = entry.Claim;
            sighting.Claimed(claim);
            if (!await TakesBodyAsync(context, claim.Policy.Body)) return;
            switch (await exchange.RunAsync(context, claim, arrival, began))
            {
                case ExchangeEnd.Over:
                    return;
                case ExchangeEnd.NotConnected:
                    traffic.Refused(claim.Gauge, claim.Port);
                    ticket.Refused(claim.Gauge);
                    claim.Meter.Retried();
                    break;
                default:
                    if (!MayRepeat(context, claim.Policy.Idempotent) || !claim.MayRepeat(++sends, traffic.Time))
                    {
                        await EdgeAnswer.NoAnswerAsync(context);
                        return;
                    }
                    ticket.Silent(claim.Gauge);
                    claim.Meter.Retried();
                    break;
            }
        }
    }

    /// <summary>What is too long in the end is seen when it is read; what says so is refused before.</summary>
    private static async Task<bool> TakesBodyAsync(HttpContext context, long limit)
    {
        if (limit == long.MaxValue) return true;
        if (context.Request.ContentLength > limit)
        {
            await EdgeAnswer.BadRequestAsync(context, StatusCodes.Status413PayloadTooLarge, $"The body of the request is longer than {limit} bytes.");
            return false;
        }
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = limit;
        return true;
    }

    private static bool MayRepeat(HttpContext context, bool idempotent) =>
        SafeMethod.MayRepeat(context.Request.Method, idempotent) && context.Request.ContentLength is null or 0 && context.Request.Headers.TransferEncoding.Count == 0;
}
