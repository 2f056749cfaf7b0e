using System.Net;
using Gantry.Edge.Decisions;
using Gantry.Edge.Listening;
using Microsoft.AspNetCore.Http;

namespace Gantry.Edge.Http;

/// <summary>
/// Tells the replica who asked, for what host, and by which number the request goes. What a client from outside says of
/// forwarding is not believed; what a service of the platform says is carried on.
/// </summary>
public static class Forwarded
{
    public const string RequestId = "X-Request-Id";

    private const string For = "X-Forwarded-For";
    private const string Proto = "X-Forwarded-Proto";
    private const string Host = "X-Forwarded-Host";
    private const int LongestId = 128;

    /// <summary>Whether the field is the edge's to write, so that the client's is not copied.</summary>
    public static bool IsOurs(string name, Arrival arrival) => FieldKinds.IsOurs(FieldKinds.Of(name), arrival.IsPrivate);

    public static void Write(HttpContext context, HttpRequestMessage message, Arrival arrival)
    {
        var headers = context.Request.Headers;
        var client = Address(context.Connection.RemoteIpAddress);
        var before = arrival.IsPrivate ? headers[For].ToString() : "";
        var proto = arrival.IsPrivate ? headers[Proto].ToString() : "";
        var host = arrival.IsPrivate ? headers[Host].ToString() : "";
        message.Headers.TryAddWithoutValidation(For, before.Length == 0 ? client : $"{before}, {client}");
        message.Headers.TryAddWithoutValidation(Proto, proto.Length == 0 ? context.Request.Scheme : proto);
        if (host.Length == 0) host = headers.Host.ToString();
        if (host.Length > 0) message.Headers.TryAddWithoutValidation(Host, host);
        message.Headers.TryAddWithoutValidation(RequestId, IdOf(headers));
    }

    private static string IdOf(IHeaderDictionary headers)
    {
        var given = headers[RequestId].ToString();
        return given.Length is > 0 and <= LongestId ? given : Guid.CreateVersion7().ToString("N");
    }

    private static string Address(IPAddress? address) =>
        address is null ? "unknown" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}
