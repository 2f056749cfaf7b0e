using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Gantry.Cli.Text;
using Gantry.Resources;
using Gantry.Resources.Api;

namespace Gantry.Cli.Commands.Trust;

/// <summary>From where the platform fetches advisories by itself.</summary>
internal static class AdvisorySourceCommand
{
    private static readonly string[] Header = ["URL", "EVERY", "FETCHED", "RECORDS", ""];

    public static Command Create(Session session) => new("source", "Have the platform fetch advisories by itself") { Add(session), Remove(session), List(session) };

    private static Command Add(Session session)
    {
        var command = new Command("add", "Fetch an archive of OSV records now and again and again, when it is another");
        var url = Url();
        var every = new Option<TimeSpan>("--every")
        {
            Description = "How often it is asked: 30m, 6h, 1d",
            HelpName = "TIME",
            DefaultValueFactory = static _ => TimeSpan.FromHours(6),
            CustomParser = static result =>
            {
                if (Time(result.Tokens[0].Value) is { } time) return time;
                result.AddError($"--every is a time such as 30m, 6h or 1d; {result.Tokens[0].Value} is none.");
                return default;
            },
        };
        command.Add(url);
        command.Add(every);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var address = parse.GetValue(url)!;
            await session.Client.AddAdvisorySourceAsync(new AdvisorySourceRequest(address, parse.GetValue(every), session.User), cancel);
            session.Terminal.Write(Line.Of($"Advisories are fetched from {address} now, and asked for every {Durations.Say(parse.GetValue(every))}. How it went: gantry advisories source list"));
            if (address.StartsWith("http:", StringComparison.OrdinalIgnoreCase))
                session.Terminal.Write(Line.Of("The address is not encrypted: somebody on the way can take out what you should know.", Tone.Warn));
            return 0;
        }));
        return command;
    }

    private static Command Remove(Session session)
    {
        var command = new Command("remove", "Fetch from there no more; what was imported stays");
        var url = Url();
        command.Add(url);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            await session.Client.RemoveAdvisorySourceAsync(parse.GetValue(url)!, session.User, cancel);
            session.Terminal.Write(Line.Of("Nothing is fetched from there any more. What was imported stays."));
            return 0;
        }));
        return command;
    }

    private static Command List(Session session)
    {
        var command = new Command("list", "List the sources, and how the last fetch of each went");
        var json = Invocation.Json("Print one JSON document");
        command.Add(json);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var all = await session.Client.AdvisorySourcesAsync(cancel);
            if (parse.GetValue(json)) session.Terminal.Send(JsonSerializer.Serialize(all, GantryJson.Default.IReadOnlyListAdvisorySourceView) + "\n");
            else if (all.Count == 0) session.Terminal.Write(Line.Of("Advisories are fetched from nowhere. Have it: gantry advisories source add URL"));
            else session.Terminal.Write([.. Table.Render(Header, all.Select(s => Row(s, session.Now)), session.Terminal.Width, [])]);
            return 0;
        }));
        return command;
    }

    private static IReadOnlyList<Line> Row(AdvisorySourceView source, DateTimeOffset now) =>
    [
        Line.Of(source.Url), Line.Of(Durations.Say(source.Every)), Line.Of(source.Fetched is { } at ? Durations.Age(now - at) + " ago" : "not yet"),
        Line.Of(source.Records.ToString(CultureInfo.InvariantCulture)), source.Problem is { } problem ? Line.Of(problem.Message, Tone.Bad) : Line.Of(""),
    ];

    private static Argument<string> Url() => new("URL") { Description = "The address of a zip archive of OSV records" };

    private static TimeSpan? Time(string text)
    {
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 100_000) return null;
        return text[^1] switch { 'm' => TimeSpan.FromMinutes(count), 'h' => TimeSpan.FromHours(count), 'd' => TimeSpan.FromDays(count), _ => null };
    }
}
