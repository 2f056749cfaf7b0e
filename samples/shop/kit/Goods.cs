using System.Text.Json.Serialization;

namespace Shop;

/// <summary>Something for sale.</summary>
/// <param name="Sku">Its name in addresses and in the store.</param>
/// <param name="Picture">What to draw on a sheet of 24 by 24: the path of an SVG.</param>
public sealed record Product(string Sku, string Name, string Picture, string Blurb, int Cents);

/// <summary>Somebody bought one.</summary>
public sealed record Order(long Number, string Sku, string Name, int Cents, DateTimeOffset PlacedAt);

/// <summary>What a buyer sends.</summary>
public sealed record Wish(string Sku);

/// <summary>Where orders are, the newest last. A list in the store each; an order moves from one to the next in one step.</summary>
public sealed record Orders(IReadOnlyList<Order> Placed, IReadOnlyList<Order> Packing, IReadOnlyList<Order> Packed, long PackedInAll);

/// <summary>The keys of the store that several programs share.</summary>
public static class Keys
{
    public const string Schema = "schema", Products = "products", LastOrder = "orders:last";
    public const string Placed = "orders:placed", Packing = "orders:packing", Packed = "orders:packed";
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<Product>))]
[JsonSerializable(typeof(Orders))]
[JsonSerializable(typeof(Wish))]
public sealed partial class ShopJson : JsonSerializerContext;
