using System.Text.Encodings.Web;

namespace Shop;

/// <param name="Colour">Of the roof, any that CSS knows.</param>
/// <param name="Release">What compose.yaml calls this release.</param>
/// <param name="Replica">Who made the page.</param>
public sealed record Look(string Colour, string Release, string Replica);

/// <summary>The pages as text: HTML with holes.</summary>
public static class Page
{
    private const string Crane = "M4 21h8M8 21V3M2 4h19M8 9l6-5M18 4v7M15 11h6v6h-6z";

    public static string Shop(Look look, IEnumerable<Product> products) => Frame(look, $$"""
        <main>{{string.Concat(products.Select(Card))}}</main>
        <section id="orders" data-live="/orders"></section>
        <script>
          const live = document.querySelector('[data-live]');
          const refresh = async () => {
            const answer = await fetch(live.dataset.live).catch(() => null);
            if (answer?.ok) live.innerHTML = await answer.text();
          };
          refresh(); setInterval(refresh, 1000);
        </script>
        """);

    public static string Closed(Look look) => Frame(look, """
        <main><article><h2>Back in a moment</h2><p>We are moving some crates. Your orders are safe.</p></article></main>
        """);

    public static string Orders(Orders orders) => $"""
        <h2>Orders</h2>
        <ol>
          {string.Concat(orders.Placed.Reverse().Select(o => Line(o, "waiting")))}
          {string.Concat(orders.Packing.Reverse().Select(o => Line(o, "packing")))}
          {string.Concat(orders.Packed.Reverse().Select(o => Line(o, "packed")))}
        </ol>
        <p>{orders.PackedInAll} packed in all.</p>
        """;

    private static string Card(Product p) => $"""
        <article>{Drawing(p.Picture)}<h2>{Html(p.Name)}</h2><p>{Html(p.Blurb)}</p>
        <form method="post" action="/orders/{Uri.EscapeDataString(p.Sku)}"><span>{p.Cents / 100}.{p.Cents % 100:00} €</span><button>Order</button></form></article>
        """;

    private static string Drawing(string path) => $"""<svg viewBox="0 0 24 24"><path d="{Html(path)}"/></svg>""";

    private static string Line(Order o, string state) => $"""<li class="{state}"><i>{state}</i> #{o.Number} {Html(o.Name)}</li>""";

    private static string Frame(Look look, string body) => $$"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>The Gantry Shop</title>
        <link rel="icon" href="data:,">
        <style>
          :root { --roof: {{Html(look.Colour)}} }
          body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #223; background: #f4f5f7 }
          header { background: var(--roof); color: #fff; padding: 2rem max(1rem, 50vw - 30rem) }
          header { display: flex; gap: 1.25rem; align-items: center } header svg { width: 4rem; height: 4rem }
          header h1 { margin: 0 } header p { margin: 0; opacity: .85 }
          main, section, footer { padding: 1rem max(1rem, 50vw - 30rem) }
          main { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1rem }
          article { background: #fff; border-radius: 12px; padding: 1rem 1.25rem; box-shadow: 0 1px 4px #0002 }
          article { display: flex; flex-direction: column } article p { flex: 1 }
          svg { width: 3rem; height: 3rem; fill: none; stroke: currentColor; stroke-width: 1.4; stroke-linecap: round; stroke-linejoin: round }
          h2 { margin: .25rem 0; font-size: 1.1rem } article p { margin: 0 0 .75rem; color: #667 } article svg { color: var(--roof) }
          form { display: flex; justify-content: space-between; align-items: center }
          button { border: 0; border-radius: 8px; padding: .5rem 1.25rem; font: inherit; color: #fff; background: var(--roof); cursor: pointer }
          ol { list-style: none; padding: 0 } li { padding: .15rem 0 }
          i { display: inline-block; width: 5rem; margin-right: .5rem; border-radius: 99px; text-align: center; font-style: normal; font-size: .8rem; background: #dde }
          .packing i { background: #ffe7a8 } .packed i { background: #c7f0cf }
          footer { color: #889; font-size: .85rem }
        </style>
        <header>{{Drawing(Crane)}}<div><h1>The Gantry Shop</h1><p>Everything for people who move heavy things gently.</p></div></header>
        {{body}}
        <footer>Release {{Html(look.Release)}}, served by {{Html(look.Replica)}}</footer>
        </html>
        """;

    private static string Html(string text) => HtmlEncoder.Default.Encode(text);
}
