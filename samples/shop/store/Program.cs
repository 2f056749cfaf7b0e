using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shop;

if (args is ["healthy"])
{
    using var self = new StoreClient("127.0.0.1:6379");
    try
    {
        await self.AskAsync(CancellationToken.None, "PING");
        return 0;
    }
    catch (StoreAwayException e)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
}

var builder = Host.CreateApplicationBuilder(args).WithShopHabits();
builder.Services.AddSingleton(new Journal(builder.Configuration["DATA"] ?? "/data/shop.aof"));
builder.Services.AddSingleton<Keeper>();
builder.Services.AddHostedService(s => s.GetRequiredService<Keeper>());
builder.Services.AddHostedService<Listener>();
var host = builder.Build();
var keeper = host.Services.GetRequiredService<Keeper>();
await host.RunAsync();
return keeper.ExecuteTask is { IsFaulted: true } ? 1 : 0;
