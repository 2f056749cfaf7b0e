using System.Runtime.CompilerServices;
using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Routes;

namespace Gantry.Tests.Resources;

public sealed class InternedTests
{
    [Fact]
    public void Equal_lists_are_one_object_and_others_stay_what_they_are()
    {
        IReadOnlyList<string> first = [.. Names("shared")], second = [.. Names("shared")], other = [.. Names("other")], reversed = [.. Names("shared").Reverse()];
        Assert.Same(Interned.Of(first), Interned.Of(second));
        Assert.Equal(other, Interned.Of(other));
        Assert.Equal(reversed, Interned.Of(reversed));
        Assert.Equal(first, Interned.Of(first));
    }

    [Fact]
    public void Equal_maps_are_one_object_and_others_stay_what_they_are()
    {
        SortedDictionary<string, string> Map(string value) => new(Names("map").ToDictionary(n => n, n => value + n), StringComparer.Ordinal);
        Assert.Same(Interned.Of(Map("a")), Interned.Of(Map("a")));
        Assert.Equal(Map("b"), Interned.Of(Map("b")));
    }

    /// <summary>A store that is opened again reads each of its records by itself.</summary>
    [Fact]
    public void What_is_read_from_a_store_is_shared_as_well()
    {
        var spec = new RouteSpec { App = "a", Environment = "e", Service = "s", Address = "1", Callers = [.. Names("read")] };
        var json = JsonSerializer.Serialize(spec, GantryJson.Default.RouteSpec);
        var read = JsonSerializer.Deserialize(json, GantryJson.Default.RouteSpec)!;
        Assert.Equal(json, JsonSerializer.Serialize(read, GantryJson.Default.RouteSpec));
        Assert.Same(read.Callers, JsonSerializer.Deserialize(json, GantryJson.Default.RouteSpec)!.Callers);
    }

    [Fact]
    public void What_nobody_uses_any_more_is_not_kept()
    {
        var reference = Use();
        GC.Collect();
        Assert.False(reference.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Use() => new(Interned.Of([.. Names("gone")]));
    }

    private static IEnumerable<string> Names(string prefix) => Enumerable.Range(0, 10).Select(n => $"{prefix}{n}");
}
