using System.CommandLine;
using System.Text.Json;
using Gantry.Cli.Text;
using Gantry.Resources;
using Gantry.Resources.Audit;

namespace Gantry.Cli.Commands.Auditing;

/// <summary>The chain of all that was ever changed: whether it holds, and all of it for keeping elsewhere.</summary>
internal static class AuditCommand
{
    public static Command Create(Session session) => new("audit", "Verify and export the record of everything that was changed")
    {
        Verify(session),
        Export(session),
        Head(session),
    };

    private static Command Verify(Session session)
    {
        var command = new Command("verify", "Find any event that was changed, removed, inserted or moved");
        var file = new Argument<string?>("FILE") { Description = "An export; - for standard input. Without it the platform's own chain and store", Arity = ArgumentArity.ZeroOrOne };
        var archives = new Option<string[]>("--archives") { Description = "Archives of events that were cut off: files, or a folder of them (without it, for the platform's own chain, the folder audit of its home); may be given several times", HelpName = "PATH" };
        var anchors = new Option<string?>("--anchors") { Description = "A file of heads that were kept elsewhere (gantry audit head, GANTRY_AUDIT_ANCHOR, or a system log)", HelpName = "FILE" };
        var json = Invocation.Json("Print one JSON document");
        command.Add(file);
        command.Add(anchors);
        command.Add(archives);
        command.Add(json);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var known = parse.GetValue(anchors) is { } kept ? AuditFiles.Anchors(kept) : [];
            var own = parse.GetValue(file) is null;
            var old = parse.GetValue(archives) is { Length: > 0 } named
                ? await AuditArchives.ReadAsync(named, true, known, cancel)
                : await AuditArchives.ReadAsync(own && Directory.Exists(session.Paths.Archives) ? [session.Paths.Archives] : [], false, known, cancel);
            // The chain comes by where each of them ends.
            var trail = new AuditTrail([.. known, .. old.Ends]);
            // What the platform says of itself is not taken on trust: its chain is read and reckoned here.
            var problem = await FollowAsync(trail, own ? session.Client.AuditAsync(cancel) : AuditFiles.ReadAsync(parse.GetValue(file)!, cancel));
            if (own) problem ??= (await session.Client.VerifyAsync(cancel)).Problem;
            problem = old.Problem ?? problem ?? old.Missing(trail);
            if (parse.GetValue(json))
            {
                session.Terminal.Send(JsonSerializer.Serialize(new AuditVerdict(trail.Head, problem) { Base = trail.Base.Sequence > 0 ? trail.Base : null }, GantryJson.Default.AuditVerdict) + "\n");
                return problem is null ? 0 : 1;
            }

            if (problem is not null) throw new GiveUpException([problem]);
            session.Terminal.Write(Line.Of($"{trail.Head.Sequence - trail.Base.Sequence} events, each in its place and as it was written{(known.Count > 0 ? $", by {known.Count} anchors" : "")}", Tone.Good));
            session.Terminal.Write([.. old.Said(trail, known)]);
            session.Terminal.Write(Line.Of($"head {trail.Head}"));
            return 0;
        }));
        return command;
    }

    private static Command Export(Session session)
    {
        var command = new Command("export", "Write all events as JSON lines, which can be verified without Gantry");
        var file = new Argument<string?>("FILE") { Description = "Where to; standard output without it", Arity = ArgumentArity.ZeroOrOne };
        command.Add(file);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var trail = new AuditTrail();
            if (parse.GetValue(file) is not { } path)
            {
                await foreach (var e in session.Client.AuditAsync(cancel)) session.Terminal.Send(AuditFiles.Line(e));
                return 0;
            }

            await AuditFiles.WriteAsync(path, session.Client.AuditAsync(cancel), trail, cancel);
            session.Terminal.Write(Line.Of($"{trail.Head.Sequence - trail.Base.Sequence} events written to {path}{(trail.Base.Sequence > 0 ? $", from event {trail.Base.Sequence + 1} on: those before were cut off" : "")}"));
            session.Terminal.Write(Line.Of($"head {trail.Head}"));
            return 0;
        }));
        return command;
    }

    private static Command Head(Session session)
    {
        var command = new Command("head", "Print the newest event's number, hash and time: kept elsewhere, it shows whether the chain was cut or written anew");
        command.SetAction((_, cancel) => Invocation.PrintAsync(session, async () =>
        {
            session.Terminal.Send($"{await session.Client.AuditHeadAsync(cancel)}\n");
            return 0;
        }));
        return command;
    }

    private static async Task<Problem?> FollowAsync(AuditTrail trail, IAsyncEnumerable<AuditEvent> events)
    {
        await foreach (var e in events)
        {
            if (trail.Add(e) is { } broken) return broken.Problem;
        }

        return trail.End()?.Problem;
    }
}
