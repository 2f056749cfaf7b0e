using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Shop;

/// <summary>What all programs of the shop do alike.</summary>
public static class Habits
{
    /// <summary>One line for each event on standard output, and an orderly end within the time that compose.yaml grants.</summary>
    public static T WithShopHabits<T>(this T builder) where T : IHostApplicationBuilder
    {
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddFilter("Shop", LogLevel.Information).AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.UseUtcTimestamp = true;
            o.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            o.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(8));
        builder.Services.AddHostedService<Diary>();
        builder.Services.AddSingleton(new StoreClient(builder.Configuration["STORE"] ?? "store:6379"));
        return builder;
    }

    /// <summary>The health checks of compose.yaml run the program itself with <c>healthy</c>: the images hold no curl.</summary>
    public static async Task<int> IsHealthyAsync(string url)
    {
        try
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(3) };
            using var answer = await http.GetAsync(url);
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }
}
