using System.Net;
using Gantry.Edge.Control;
using Gantry.Edge.Decisions;
using Gantry.Edge.Listening;
using Gantry.Edge.Mirror;
using Gantry.Edge.Routing;
using Gantry.Edge.Seen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Edge.Http;

/// <summary>What became of one request at one replica.</summary>
public enum ExchangeEnd
{
    /// <summary>The client has its answer, or there is nobody to give one to.</summary>
    Over,

    /// <summary>The replica could not be connected to: it has seen nothing of the request.</summary>
    NotConnected,

    /// <summary>The replica ended the connection before its answer began.</summary>
    NoAnswer,
}

/// <summary>One request at one replica.</summary>
internal sealed class Exchange(InflightFile inflight, GeneralMirror mirror, TimeProvider time)
{
    /// <param name="claim">Of the replica; released by the caller.</param>
    /// <param name="began">Time stamp of when the request came.</param>
    public async Task<ExchangeEnd> RunAsync(HttpContext context, ReplicaClaim claim, Arrival arrival, long began)
    {
        var upgrade = Upgrade(context);
        using var request = RequestMessage.Of(context, claim, arrival, upgrade);
        if (upgrade is null) mirror.Copy(context, claim, request);
        using var patience = new Patience(claim.Policy, RequestMessage.IsGrpc(context.Request), began, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, claim.Cut, patience.Over);
        if (request.Content is RequestBody sent) sent.Progress = patience.ForAnswer;
        patience.ForAnswer();
        HttpResponseMessage response;
        try
        {
            response = await ReplicaLink.To(claim.Gauge, time).SendAsync(request, ending.Token);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException or BadHttpRequestException)
        {
            return await UnansweredAsync(context, claim, request.Content as RequestBody, patience.Over.IsCancellationRequested, error);
        }
        using (response)
        {
            claim.Answered((int)response.StatusCode);
            await AnsweredAsync(context, claim, response, patience, ending.Token);
            return ExchangeEnd.Over;
        }
    }

    private async Task AnsweredAsync(HttpContext context, ReplicaClaim claim, HttpResponseMessage response, Patience patience, CancellationToken ending)
    {
        try
        {
            if (!TryHead(context, response))
            {
                claim.Failed(Failure.NoAnswer);
                await EdgeAnswer.NoAnswerAsync(context);
                return;
            }
            if (claim.Cookie is { } cookie) context.Response.Headers.Append("Set-Cookie", context.Request.IsHttps ? cookie + "; Secure" : cookie);
            if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
            {
                patience.Pause();
                await TunnelAsync(context, claim, response);
                return;
            }
            if (await ResponseCopy.BodyAsync(context, response, patience, ending) is not { } failure) return;
            if (failure == Failure.Truncated) claim.Failed(failure);
            else claim.Count(failure);
        }
        catch (OperationCanceledException)
        {
            if (!claim.Cut.IsCancellationRequested && patience.Over.IsCancellationRequested) claim.Failed(Failure.Timeout);
            else claim.Count(claim.Cut.IsCancellationRequested ? Failure.Cut : Failure.ClientGone);
        }
        // The client must not take a part of the answer for the whole.
        context.Abort();
    }

    /// <returns>False: the server that faces the client cannot say it, such as two lengths; then it is no answer.</returns>
    private static bool TryHead(HttpContext context, HttpResponseMessage response)
    {
        try
        {
            ResponseCopy.Head(context, response);
            return true;
        }
        catch (InvalidOperationException) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            return false;
        }
    }

    private async Task TunnelAsync(HttpContext context, ReplicaClaim claim, HttpResponseMessage response)
    {
        context.Response.Headers.Upgrade = response.Headers.NonValidated["Upgrade"].ToString();
        await using var client = await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
        await using var replica = await response.Content.ReadAsStreamAsync();
        inflight.ConnectionBegins();
        inflight.RequestEnds();
        var sighting = context.Features.GetRequiredFeature<Sighting>();
        sighting.Upgraded();
        try
        {
            if (!await Tunnel.RunAsync(client, replica, time, sighting, claim.Cut)) claim.Count(Failure.Cut);
        }
        finally
        {
            inflight.RequestBegins();
            inflight.ConnectionEnds();
        }
    }

    private static async Task<ExchangeEnd> UnansweredAsync(HttpContext context, ReplicaClaim claim, RequestBody? body, bool isLate, Exception error)
    {
        if (body is not null) await body.EndAsync();
        if (body?.Fault is { } fault)
        {
            claim.Count(Failure.BadRequest);
            await EdgeAnswer.BadRequestAsync(context, fault.StatusCode, fault.Message);
        }
        else if (context.RequestAborted.IsCancellationRequested)
        {
            claim.Count(Failure.ClientGone);
            context.Abort();
        }
        else if (claim.Cut.IsCancellationRequested)
        {
            claim.Count(Failure.Cut);
            await EdgeAnswer.CutAsync(context);
        }
        else if (isLate)
        {
            claim.Failed(Failure.Timeout);
            await EdgeAnswer.TimeoutAsync(context);
        }
        else if (body?.Started != true && error is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError })
        {
            claim.Count(Failure.Connect);
            return ExchangeEnd.NotConnected;
        }
        else
        {
            claim.Failed(Failure.NoAnswer);
            return ExchangeEnd.NoAnswer;
        }
        return ExchangeEnd.Over;
    }

    /// <summary>The protocol that the client wants to change to; null if none, or one that is not passed on.</summary>
    private static string? Upgrade(HttpContext context)
    {
        if (context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest != true) return null;
        var wanted = context.Request.Headers.Upgrade.ToString();
        return wanted.Length == 0 || HopByHop.Names(wanted, "h2c") ? null : wanted;
    }
}
