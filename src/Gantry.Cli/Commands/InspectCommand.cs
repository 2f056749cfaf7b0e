using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gantry.Client;
using Gantry.Resources;
using Gantry.Resources.Api;

namespace Gantry.Cli.Commands;

/// <summary>Prints what is stored under a name, as JSON. Values of environment variables are left out by the platform.</summary>
internal static class InspectCommand
{
    // Sentences keep their quotes and arrows; this is read by people and by jq, never put into a page.
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(Session session)
    {
        var command = new Command("inspect", "Print what is stored about an app, service, release, rollout or replica, as JSON");
        var name = new Argument<string>("NAME") { Description = "shop, shop.web, shop.web.3.1, rollout/shop.3 …" };
        var environment = new Option<string?>("--env", "-e") { Description = "Only in this environment", HelpName = "NAME" };
        command.Add(name);
        command.Add(environment);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var wanted = parse.GetValue(name)!;
            var all = await EverythingAsync(session.Client, parse.GetValue(environment), cancel);
            var found = Matching(all, wanted);
            if (found.Count == 0)
            {
                var known = all.Select(r => r.Name).Distinct().Order(StringComparer.Ordinal).Take(12);
                throw new GiveUpException(wanted, "resource.not-found", $"Nothing is called {wanted}.",
                    all.Count == 0 ? "Nothing is stored yet." : $"There are {string.Join(", ", known)} …");
            }

            session.Terminal.Send(Text(found) + "\n");
            return 0;
        }));
        return command;
    }

    /// <summary>By kind and name, by name, or by the last part of a name: a service's alone.</summary>
    internal static IReadOnlyList<ResourceView> Matching(IReadOnlyList<ResourceView> all, string wanted)
    {
        var slash = wanted.IndexOf('/');
        var (kind, name) = slash < 0 ? (null, wanted) : (wanted[..slash], wanted[(slash + 1)..]);
        var candidates = all.Where(r => kind is null || r.Kind.Equals(kind, StringComparison.OrdinalIgnoreCase)).ToList();
        List<ResourceView> exact = [.. candidates.Where(r => r.Name == name)];
        return exact.Count > 0 ? exact : [.. candidates.Where(r => r.Name.Split('.') is [_, var service, ..] && service == name)];
    }

    private static async Task<IReadOnlyList<ResourceView>> EverythingAsync(GantryClient client, string? environment, CancellationToken cancel)
    {
        var kinds = await Task.WhenAll(Kinds.All.Select(kind => client.ResourcesAsync(kind, environment, null, null, cancel)));
        return [.. kinds.SelectMany(k => k)];
    }

    private static string Text(IReadOnlyList<ResourceView> found)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            if (found is [var only]) JsonSerializer.Serialize(writer, only, GantryJson.Default.ResourceView);
            else JsonSerializer.Serialize(writer, found, GantryJson.Default.IReadOnlyListResourceView);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
