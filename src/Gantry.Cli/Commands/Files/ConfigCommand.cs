using System.CommandLine;
using Gantry.Apps.Canonical;
using Gantry.Cli.Apps;
using Gantry.Cli.Views;

namespace Gantry.Cli.Commands.Files;

/// <summary>Prints an app's files as one file in one syntax, as <c>docker compose config</c> does. Needs no platform.</summary>
internal static class ConfigCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("config", "Print the app's files as one file, merged and filled in; secrets that stand in them too");
        var app = new AppOptions(command, deployed: false);
        var format = new Option<string>("--format") { Description = "yaml or json", DefaultValueFactory = static _ => "yaml", HelpName = "FORMAT" };
        format.AcceptOnlyFromAmong("yaml", "json");
        var json = Invocation.Json("The same as --format json");
        var asWritten = new Option<bool>("--no-interpolate") { Description = "Leave variables as they are written" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Print nothing; say by the exit code whether the files are in order" };
        Option<bool>[] parts =
        [
            new("--services") { Description = "Print the names of the services that take part" },
            new("--volumes") { Description = "Print the names of the volumes" },
            new("--images") { Description = "Print the images" },
            new("--profiles") { Description = "Print the profiles that services name" },
            new("--environment") { Description = "Print the variables that can be filled in, with their values" },
        ];
        foreach (var option in (Option[])[format, json, asWritten, quiet, .. parts]) command.Add(option);
        command.SetAction(parse =>
        {
            var compose = ComposeFile.Load(session, app.Of(parse), interpolate: !parse.GetValue(asWritten));
            var wrong = Faults.Of(compose, filled: !parse.GetValue(asWritten));
            if (compose.Canonical is not { } form || wrong.Count > 0)
            {
                session.Terminal.WriteError(ProblemView.Render(wrong.Count > 0 ? wrong : compose.Problems, session.Terminal.Width));
                return 1;
            }

            if (parse.GetValue(quiet)) return 0;
            var part = Array.Find(parts, p => parse.GetValue(p));
            session.Terminal.Send(part is not null ? string.Concat(Part(form, part.Name).Select(l => l + "\n"))
                : parse.GetValue(json) || parse.GetValue(format) == "json" ? form.ToJson() : form.ToYaml());
            return 0;
        });
        return command;
    }

    private static IReadOnlyList<string> Part(CanonicalForm form, string part) => part switch
    {
        "--services" => form.Services,
        "--volumes" => form.Volumes,
        "--images" => form.Images,
        "--profiles" => form.Profiles,
        _ => form.Environment,
    };
}
