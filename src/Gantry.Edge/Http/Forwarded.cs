using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Gantry.Edge.Decisions;
using Gantry.Edge.Forwarding.Decisions;
using Gantry.Edge.Listening;
using Gantry.Edge.Seen;
using Microsoft.AspNetCore.Http;

namespace Gantry.Edge.Http;

/// <summary>
/// Tells the replica who asked, for what host, by which number the request goes and of what trace it is a part. What a client from
/// outside says of forwarding is not believed; what a service of the platform or a trusted proxy says is carried on.
/// </summary>
public static class Forwarded
{
    public const string RequestId = "X-Request-Id";
    public const string Trace = "traceparent";

    private const string For = "X-Forwarded-For";
    private const string Proto = "X-Forwarded-Proto";
    private const string Host = "X-Forwarded-Host";
    private const string New = "Forwarded";
    private const string TraceState = "tracestate";
    private const int LongestId = 128;

    /// <summary>Whether the field is the edge's to write, so that the client's is not copied.</summary>
    public static bool IsOurs(string name, Arrival arrival) => FieldKinds.IsOurs(FieldKinds.Of(name), arrival.IsBelieved);

    public static void Write(HttpContext context, HttpRequestMessage message, Arrival arrival)
    {
        var headers = context.Request.Headers;
        var address = context.Connection.RemoteIpAddress ?? arrival.Client;
        var (before, said) = arrival.IsBelieved ? (headers[For].ToString(), headers[New].ToString()) : ("", "");
        // As in the other lane: a proxy that is believed says it in one of two ways, or in both, and what it did not say is not made up.
        if (before.Length > 0 || said.Length == 0) WriteOld(context, message, arrival, before.Length == 0 ? Text(address) : $"{before}, {Text(address)}");
        if (said.Length > 0 || before.Length == 0)
        {
            var element = $"for={Node(address)};{(headers.Host.ToString() is { Length: > 0 } host ? $"host=\"{host}\";" : "")}proto={context.Request.Scheme}";
            message.Headers.TryAddWithoutValidation(New, said.Length == 0 ? element : $"{said}, {element}");
        }
        WriteIds(headers, message, context.Features.Get<Sighting>());
    }

    /// <summary>As <c>X-Forwarded-For</c> has it.</summary>
    public static string Text(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    /// <summary>As <c>Forwarded</c> has it (RFC 7239, 6).</summary>
    public static string Node(IPAddress address) => Text(address) is var text && text.Contains(':') ? $"\"[{text}]\"" : text;

    private static void WriteOld(HttpContext context, HttpRequestMessage message, Arrival arrival, string addresses)
    {
        var headers = context.Request.Headers;
        var (proto, host) = arrival.IsBelieved ? (headers[Proto].ToString(), headers[Host].ToString()) : ("", "");
        message.Headers.TryAddWithoutValidation(For, addresses);
        message.Headers.TryAddWithoutValidation(Proto, proto.Length == 0 ? context.Request.Scheme : proto);
        if (host.Length == 0) host = headers.Host.ToString();
        if (host.Length > 0) message.Headers.TryAddWithoutValidation(Host, host);
    }

    private static void WriteIds(IHeaderDictionary headers, HttpRequestMessage message, Sighting? sighting)
    {
        var made = Guid.CreateVersion7().ToString("N");
        var given = headers[RequestId].ToString();
        var id = given.Length is > 0 and <= LongestId ? given : made;
        message.Headers.TryAddWithoutValidation(RequestId, id);
        if (sighting is not null) (sighting.Id, sighting.Trace) = (id, made);
        if (headers[Trace] is [{ } trace] && Ascii.IsValid(trace) && TraceParent.IsFit(Encoding.ASCII.GetBytes(trace.Trim())))
        {
            message.Headers.TryAddWithoutValidation(Trace, trace);
            if (sighting is not null) sighting.Trace = Encoding.ASCII.GetString(TraceParent.TraceOf(Encoding.ASCII.GetBytes(trace.Trim())));
            if (headers[TraceState] is { Count: > 0 } state) message.Headers.TryAddWithoutValidation(TraceState, state.ToString());
            return;
        }
        var part = (uint)RandomNumberGenerator.GetInt32(1, int.MaxValue);
        message.Headers.TryAddWithoutValidation(Trace, string.Create(CultureInfo.InvariantCulture, $"00-{made}-{part:x8}{RandomNumberGenerator.GetHexString(8, lowercase: true)}-01"));
    }
}
