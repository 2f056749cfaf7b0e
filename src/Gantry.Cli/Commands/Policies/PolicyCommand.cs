using System.CommandLine;
using System.Text.Json;
using Gantry.Apps.Policies;
using Gantry.Cli.Reports;
using Gantry.Cli.Starting;
using Gantry.Cli.Text;
using Gantry.Cli.Views;
using Gantry.Cli.Views.Policies;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Policies;

namespace Gantry.Cli.Commands.Policies;

/// <summary>What may run in an environment.</summary>
internal static class PolicyCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("policy", "Say what may run in an environment, and try that out");
        command.Add(Set(session));
        command.Add(Show(session));
        command.Add(PolicyTest.Create(session));
        return command;
    }

    public static Option<string> Environment() => new("--environment", "--env", "-e") { Description = "The environment", HelpName = "NAME", DefaultValueFactory = static _ => "production" };

    public static Argument<string> File() => new("FILE") { Description = "The policy: gantry-policy.yaml" };

    /// <exception cref="GiveUpException">Something in it is wrong.</exception>
    public static Policy Read(Session session, string file)
    {
        var (policy, problems) = PolicyFile.Load(Path.GetFullPath(file, session.Directory), session.Directory);
        if (policy is null) throw new GiveUpException(problems);
        if (problems.Count > 0) session.Terminal.WriteError(ProblemView.Render(problems, session.Terminal.Width));
        return policy;
    }

    /// <summary>Policies lie in the platform, so it has to run.</summary>
    public static async Task EnsureAsync(Session session, CancellationToken cancel)
    {
        await using var report = Invocation.Report(session with { Terminal = session.Terminal.Aside() }, json: false);
        await new PlatformStart(session, report, new Approval(session.Terminal, session.Work, given: false)).EnsureAsync(cancel);
    }

    private static Command Set(Session session)
    {
        var command = new Command("set", "Have a policy count from now on");
        var (file, environment) = (File(), Environment());
        command.Add(file);
        command.Add(environment);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var policy = Read(session, parse.GetValue(file)!);
            var where = parse.GetValue(environment)!;
            await EnsureAsync(session, cancel);
            var answer = await session.Client.SetPolicyAsync(where, new PolicyRequest { Policy = policy, RequestedBy = session.User }, cancel);
            session.Terminal.Write(answer.Before == answer.Revision ? $"Policy {policy.Name} is in force in {where} already: {PolicyRevision.Short(answer.Revision)}."
                : $"Policy {policy.Name} is in force in {where}: {PolicyRevision.Short(answer.Revision)}, before it {PolicyRevision.Short(answer.Before)}.");
            foreach (var refused in answer.Refused)
                session.Terminal.Write(Paragraph.Wrap(Line.Of("warning: ", Tone.Warn), $"{refused.App}, release {refused.Release}, runs and would be refused. See why: gantry policy test {parse.GetValue(file)} --app {refused.App} -e {where}", session.Terminal.Width, indent: 2));
            return 0;
        }));
        return command;
    }

    private static Command Show(Session session)
    {
        var command = new Command("show", "Show the policy that counts, with its waivers");
        var environment = Environment();
        var json = Invocation.Json("Print one JSON document");
        command.Add(environment);
        command.Add(json);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var view = await session.Client.PolicyAsync(parse.GetValue(environment)!, cancel);
            if (parse.GetValue(json)) session.Terminal.Send(JsonSerializer.Serialize(view, PolicyJson.Readable.PolicyView) + "\n");
            else session.Terminal.Write(PolicySheet.Render(view, session.Now, session.Terminal.Width));
            return 0;
        }));
        return command;
    }
}
