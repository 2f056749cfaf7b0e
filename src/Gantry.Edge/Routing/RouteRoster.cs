using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Gantry.Edge.Routing;

/// <summary>The routes of a table by name. Names and rules say a place; what is there is another table's business, so they can be shared.</summary>
internal sealed class RouteRoster(Dictionary<string, int> places, TableRoute[] routes) : IReadOnlyDictionary<string, TableRoute>
{
    public Dictionary<string, int> Places => places;
    public TableRoute this[int place] => routes[place];
    public TableRoute this[string key] => routes[places[key]];
    public IEnumerable<string> Keys => routes.Select(route => route.Name);
    public IEnumerable<TableRoute> Values => routes;
    public int Count => routes.Length;

    /// <summary>Those of them, in their order.</summary>
    public ReadOnlySpan<TableRoute> InOrder => routes;

    public bool ContainsKey(string key) => places.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TableRoute value)
    {
        var found = places.TryGetValue(key, out var place);
        value = found ? routes[place] : null;
        return found;
    }

    public IEnumerator<KeyValuePair<string, TableRoute>> GetEnumerator() =>
        routes.Select(route => KeyValuePair.Create(route.Name, route)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
