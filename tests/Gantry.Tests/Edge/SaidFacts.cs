using System.Text;
using Gantry.Edge.Decisions.Matching;

namespace Gantry.Tests.Edge;

/// <summary>A request as a test says it.</summary>
internal sealed record SaidFacts : IRequestFacts
{
    public string Verb { get; init; } = "GET";
    public string Parameters { get; init; } = "";
    public (string Name, string Value)[] Headers { get; init; } = [];
    public ulong Client { get; init; } = 1;

    public ReadOnlySpan<byte> Method => Encoding.ASCII.GetBytes(Verb);
    public ReadOnlySpan<byte> Query => Encoding.ASCII.GetBytes(Parameters);

    public bool TryHeader(ReadOnlySpan<byte> name, int nth, out ReadOnlySpan<byte> value)
    {
        var wanted = Encoding.ASCII.GetString(name);
        var found = Headers.Where(header => header.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)).Skip(nth).ToArray();
        value = found.Length > 0 ? Encoding.ASCII.GetBytes(found[0].Value) : default;
        return found.Length > 0;
    }
}
