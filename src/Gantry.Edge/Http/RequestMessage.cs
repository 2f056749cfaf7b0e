using System.Net;
using Gantry.Edge.Decisions;
using Gantry.Edge.Listening;
using Gantry.Edge.Routing;
using Gantry.Edge.Seen;
using Gantry.Edge.Tls.Clients;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gantry.Edge.Http;

/// <summary>Makes the request to the replica out of the one of the client.</summary>
public static class RequestMessage
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public static HttpRequestMessage Of(HttpContext context, ReplicaClaim claim, Arrival arrival, string? upgrade)
    {
        var request = context.Request;
        var message = new HttpRequestMessage(HttpMethod.Parse(request.Method), Target(context, claim));
        ReplicaLink.Within(message, claim.Policy.Connect);
        var isGrpc = IsGrpc(request);
        if (isGrpc)
        {
            message.Version = HttpVersion.Version20;
            message.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }
        if (upgrade is null && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
            message.Content = new RequestBody(request.BodyReader, request.ContentLength, context.Features.Get<Sighting>());
        // The client of the replica sends a request without content again when a connection that was used before breaks. That is
        // not for what changes something (RFC 9110, 9.2.2): an empty content is one.
        else if (upgrade is null && !SafeMethod.Is(request.Method))
            message.Content = new ByteArrayContent([]);
        CopyHeaders(request, message, arrival);
        Forwarded.Write(context, message, arrival);
        if (claim.Rule?.Rule.ClientCertificates is not null && context.Features.Get<ClientProof>()?.Field is { } shown) message.Headers.TryAddWithoutValidation(ClientProof.FieldName, shown);
        if (isGrpc) message.Headers.TryAddWithoutValidation(HeaderNames.TE, "trailers");
        if (upgrade is not null)
        {
            message.Headers.TryAddWithoutValidation(HeaderNames.Connection, "Upgrade");
            message.Headers.TryAddWithoutValidation(HeaderNames.Upgrade, upgrade);
        }
        return message;
    }

    public static bool IsGrpc(HttpRequest request) =>
        HttpProtocol.IsHttp2(request.Protocol) && request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;

    private static Uri Target(HttpContext context, ReplicaClaim claim)
    {
        if (claim.Rule is { Rewrite: { } replacement } rule) return new Uri($"http://{claim.EndPoint}{RuleAnswer.Target(context, rule.Prefix, replacement)}", AsItIs);
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (!raw.StartsWith('/'))
        {
            // In absolute form the authority was taken as the host already. An asterisk is for the server as a whole.
            var path = raw.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme ? raw.IndexOf('/', scheme + 3) : -1;
            raw = path < 0 ? "/" : raw[path..];
        }
        return new Uri($"http://{claim.EndPoint}{raw}", AsItIs);
    }

    private static void CopyHeaders(HttpRequest request, HttpRequestMessage message, Arrival arrival)
    {
        var connection = request.Headers.Connection.Count == 0 ? null : request.Headers.Connection.ToString();
        foreach (var (name, values) in request.Headers)
        {
            if (HopByHop.Is(name, connection) || Forwarded.IsOurs(name, arrival)) continue;
            if (name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase)) continue;
            // HTTP/2 clients may send cookies one by one; HTTP/1.1 knows one field of them.
            if (name.Equals(HeaderNames.Cookie, StringComparison.OrdinalIgnoreCase) && values.Count > 1)
                message.Headers.TryAddWithoutValidation(name, string.Join("; ", (IEnumerable<string?>)values));
            else
                Add(message, name, values);
        }
    }

    private static void Add(HttpRequestMessage message, string name, StringValues values)
    {
        if (TryAdd(message.Headers, name, values)) return;
        // A field that describes a body, on a request without one.
        message.Content ??= new ByteArrayContent([]);
        TryAdd(message.Content.Headers, name, values);
    }

    private static bool TryAdd(System.Net.Http.Headers.HttpHeaders headers, string name, StringValues values) =>
        values.Count == 1 ? headers.TryAddWithoutValidation(name, values.ToString()) : headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
}
