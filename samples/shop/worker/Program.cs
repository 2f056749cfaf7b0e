using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shop;

var builder = Host.CreateApplicationBuilder(args).WithShopHabits();
builder.Services.AddHostedService<Packer>();
await builder.Build().RunAsync();
