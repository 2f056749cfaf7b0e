using System.Text;
using Gantry.Edge.Decisions.Guarding;
using Gantry.Edge.Decisions.Matching;
using Gantry.Edge.Listening;
using Microsoft.AspNetCore.Http;

namespace Gantry.Edge.Http;

/// <summary>What a request of the general lane says, as bytes.</summary>
internal sealed class ContextFacts(HttpContext context, Arrival arrival) : IRequestFacts
{
    public ReadOnlySpan<byte> Method => Encoding.Latin1.GetBytes(context.Request.Method);

    public ReadOnlySpan<byte> Query => context.Request.QueryString.Value is { Length: > 0 } query ? Encoding.Latin1.GetBytes(query, 1, query.Length - 1) : default;

    public ulong Client => ClientKey.Of(arrival.IsBelieved ? arrival.Behind(Encoding.Latin1.GetBytes(context.Request.Headers["X-Forwarded-For"].ToString())) : arrival.Client);

    public bool TryHeader(ReadOnlySpan<byte> name, int nth, out ReadOnlySpan<byte> value)
    {
        var values = context.Request.Headers[Encoding.ASCII.GetString(name)];
        value = nth < values.Count ? Encoding.Latin1.GetBytes(values[nth] ?? "") : default;
        return nth < values.Count;
    }
}
