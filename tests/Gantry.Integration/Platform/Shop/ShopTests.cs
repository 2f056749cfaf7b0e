using System.Net;
using System.Text.Json.Nodes;
using Gantry.Integration.Platform.Harness;
using Gantry.Integration.Support;

namespace Gantry.Integration.Platform.Shop;

/// <summary>The sample, as the README has it used.</summary>
[Collection(SideBySide.Right)]
public sealed class ShopTests : PlatformTest
{
    [Fact]
    public async Task It_goes_live_sells_changes_and_goes_back()
    {
        var platform = await StartPlatformAsync();
        var folder = platform.Beside("shop");
        CopyTree(Path.Combine(Checkout.Root, "samples", "shop"), folder);
        var up = (await platform.GantryAsync(TimeSpan.FromMinutes(5), "up", folder, "-y", "--json")).Expect(0);
        var url = (string)Project.Live(up)["urls"]![0]!;
        Say($"up took {up.Took.TotalSeconds:0.0} s; {url}");
        var site = new Site(platform.Http, platform.Http);
        var page = (await site.GetAsync()).Body;
        Assert.Contains("steelblue", page, StringComparison.Ordinal);
        Assert.DoesNotContain("indianred", page, StringComparison.Ordinal);
        await SellAsync(site);
        var again = Project.Live((await platform.GantryAsync("up", folder, "-y", "--json")).Expect(0));
        Assert.False((bool)again["changed"]!);

        var compose = Path.Combine(folder, "compose.yaml");
        await File.WriteAllTextAsync(compose, (await File.ReadAllTextAsync(compose, TestContext.Current.CancellationToken))
            .Replace("SHOP_COLOUR: steelblue", "SHOP_COLOUR: indianred", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var change = (await platform.GantryAsync(TimeSpan.FromMinutes(3), "up", folder, "-y", "--json")).Expect(0);
        Say($"a change took {change.Took.TotalSeconds:0.0} s");
        Assert.Contains("indianred", (await site.GetAsync()).Body, StringComparison.Ordinal);
        (await platform.GantryAsync("rollback", "--app", "shop", "-y")).Expect(0);
        Assert.Contains("steelblue", (await site.GetAsync()).Body, StringComparison.Ordinal);
        await Ledger.BalancesAsync(platform);
    }

    /// <summary>An order goes from the page through the api and the store to the worker and back.</summary>
    private static async Task SellAsync(Site site)
    {
        var products = JsonNode.Parse((await site.GetAsync("/api/products")).Body)!.AsArray();
        var (sku, name) = ((string)products[0]!["sku"]!, (string)products[0]!["name"]!);
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync($"/orders/{Uri.EscapeDataString(sku)}", HttpMethod.Post, "")).Status);
        await Eventually.BecomesAsync("the order is packed", TimeSpan.FromSeconds(20), async () => (await site.GetAsync("/orders")).Body,
            page => page.Contains("class=\"packed\"", StringComparison.Ordinal) && page.Contains(WebUtility.HtmlEncode(name), StringComparison.Ordinal));
    }

    private static void CopyTree(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(from, file);
            if (relative.Split('/').Any(part => part is "bin" or "obj" or "out")) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, relative))!);
            File.Copy(file, Path.Combine(to, relative));
        }
    }
}
