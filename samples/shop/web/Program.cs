using System.Net.Mime;
using Shop;

if (args is ["healthy"]) return await Habits.IsHealthyAsync("http://127.0.0.1:8080/healthz");

var builder = WebApplication.CreateSlimBuilder(args).WithShopHabits();
builder.Services.AddSingleton(new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
{
    BaseAddress = new Uri(builder.Configuration["API"] ?? "http://api:8080"),
    Timeout = TimeSpan.FromSeconds(35), // longer than the platform holds a request while something is being replaced
});
builder.Services.AddSingleton(new Look(
    builder.Configuration["SHOP_COLOUR"] ?? "steelblue", builder.Configuration["SHOP_RELEASE"] ?? "?", Environment.MachineName));
var app = builder.Build();
var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Shop.Web");

app.MapGet("/", async (HttpClient api, Look look, CancellationToken cancel) =>
    await TryAsync(look, async () =>
    {
        var products = await api.GetFromJsonAsync("/products", ShopJson.Default.IReadOnlyListProduct, cancel);
        return Results.Text(Page.Shop(look, products!), MediaTypeNames.Text.Html);
    }));

app.MapGet("/orders", async (HttpClient api, Look look, CancellationToken cancel) =>
    await TryAsync(look, async () =>
    {
        var orders = await api.GetFromJsonAsync("/orders", ShopJson.Default.Orders, cancel);
        return Results.Text(Page.Orders(orders!), MediaTypeNames.Text.Html);
    }));

app.MapPost("/orders/{sku}", async (string sku, HttpClient api, Look look, CancellationToken cancel) =>
    await TryAsync(look, async () =>
    {
        using var answer = await api.PostAsJsonAsync("/orders", new Wish(sku), ShopJson.Default.Wish, cancel);
        answer.EnsureSuccessStatusCode();
        return Results.Redirect("/#orders");
    }));

app.MapGet("/api/products", async (HttpClient api, Look look, CancellationToken cancel) =>
    await TryAsync(look, async () => Results.Bytes(await api.GetByteArrayAsync("/products", cancel), MediaTypeNames.Application.Json)));

app.MapGet("/healthz", () => Results.Text("ok\n"));

await app.RunAsync();
return 0;

async Task<IResult> TryAsync(Look look, Func<Task<IResult>> answer)
{
    try
    {
        return await answer();
    }
    catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
    {
        log.LogWarning("The api does not answer: {Reason}", e.Message);
        return Results.Text(Page.Closed(look), MediaTypeNames.Text.Html, statusCode: 503);
    }
}
