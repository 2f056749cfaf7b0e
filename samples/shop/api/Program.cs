using System.Text.Json;
using Shop;

if (args is ["healthy"]) return await Habits.IsHealthyAsync("http://127.0.0.1:8080/healthz");

var builder = WebApplication.CreateSlimBuilder(args).WithShopHabits();
builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, ShopJson.Default));
builder.Services.AddSingleton<Shelf>();
builder.Services.AddHostedService(s => s.GetRequiredService<Shelf>());
var app = builder.Build();
var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Shop.Api");

app.MapGet("/products", (Shelf shelf) => shelf.Json is { } json ? Results.Bytes(json, "application/json") : Away());

app.MapPost("/orders", async (Wish wish, Shelf shelf, StoreClient store, CancellationToken cancel) =>
{
    if (shelf.Find(wish.Sku) is not { } product) return Results.Problem($"There is no product {wish.Sku}.", statusCode: 404);
    try
    {
        var number = (long)(await store.AskAsync(cancel, "INCR", Keys.LastOrder))!;
        var order = new Order(number, product.Sku, product.Name, product.Cents, DateTimeOffset.UtcNow);
        await store.AskAsync(cancel, "RPUSH", Keys.Placed, JsonSerializer.Serialize(order, ShopJson.Default.Order));
        log.LogInformation("Order {Number}: {Product}", number, product.Name);
        return Results.Created($"/orders/{number}", order);
    }
    catch (StoreAwayException)
    {
        return Away();
    }
});

app.MapGet("/orders", async (StoreClient store, CancellationToken cancel) =>
{
    try
    {
        return Results.Ok(new Orders(await PileAsync(Keys.Placed), await PileAsync(Keys.Packing), await PileAsync(Keys.Packed),
            (long)(await store.AskAsync(cancel, "LLEN", Keys.Packed))!));
    }
    catch (StoreAwayException)
    {
        return Away();
    }

    async Task<List<Order>> PileAsync(string key) =>
        [.. ((IEnumerable<object?>)(await store.AskAsync(cancel, "LRANGE", key, "-6", "-1"))!)
            .Select(text => JsonSerializer.Deserialize((string)text!, ShopJson.Default.Order)!)];
});

app.MapGet("/healthz", (Shelf shelf) => shelf.Doubt is { } doubt ? Results.Problem(doubt, statusCode: 503) : Results.Text("ok\n"));

await app.RunAsync();
return 0;

static IResult Away() => Results.Problem("The store does not answer. Please try again.", statusCode: 503);
