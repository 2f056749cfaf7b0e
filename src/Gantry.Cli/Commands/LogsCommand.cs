using System.CommandLine;
using Gantry.Cli.Apps;
using Gantry.Cli.Text;
using Gantry.Client;

namespace Gantry.Cli.Commands;

/// <summary>Prints what containers wrote.</summary>
internal static class LogsCommand
{
    private static readonly Tone[] Tones = [Tone.Accent, Tone.Good, Tone.Warn, Tone.Strong];

    public static Command Create(Session session)
    {
        var command = new Command("logs", "Print what the containers of the app, or of one service, wrote");
        var service = new Argument<string?>("SERVICE") { Description = "One service; all when left out", Arity = ArgumentArity.ZeroOrOne };
        command.Add(service);
        var app = new AppOptions(command, positional: false, shortFile: false);
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until interrupted" };
        var tail = new Option<int?>("--tail") { Description = "The last so many lines of each replica", HelpName = "N" };
        command.Add(follow);
        command.Add(tail);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var found = await new AppFinder(session).OneAsync(app.Of(parse), cancel);
            var query = new LogQuery
            {
                Environment = found.Environment,
                App = found.Name,
                Service = parse.GetValue(service),
                Follow = parse.GetValue(follow),
                Tail = parse.GetValue(tail),
            };
            var tones = new Dictionary<string, Tone>(StringComparer.Ordinal);
            await foreach (var line in session.Client.LogsAsync(query, cancel))
            {
                if (!tones.TryGetValue(line.Service, out var tone)) tones[line.Service] = tone = Tones[tones.Count % Tones.Length];
                // The app is known; what is left of the name tells the replicas apart.
                var name = line.Replica.StartsWith(found.Name + ".", StringComparison.Ordinal) ? line.Replica[(found.Name.Length + 1)..] : line.Replica;
                session.Terminal.Write(Line.Of($"{name} | ", tone) + Line.Of(line.Text));
            }

            return 0;
        }));
        return command;
    }
}
