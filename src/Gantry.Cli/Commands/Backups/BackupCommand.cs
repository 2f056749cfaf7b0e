using System.CommandLine;
using Gantry.Cli.Commands.Files;
using Gantry.Cli.Text;

namespace Gantry.Cli.Commands.Backups;

/// <summary>All that the platform knows, in one encrypted file that was restored and compared before the command says well.</summary>
internal static class BackupCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("backup", "Write all that the platform knows to an encrypted file, while it runs");
        var file = new Argument<string>("FILE") { Description = "Where to; what is there is replaced" };
        var recipients = new Option<string[]>("--recipient", "-r") { Description = "Encrypt for this age key (also: GANTRY_BACKUP_RECIPIENT); without it for one of the platform's own", HelpName = "KEY" };
        command.Add(file);
        command.Add(recipients);
        command.SetAction((parse, cancel) => Invocation.PrintAsync(session, async () =>
        {
            var path = Path.GetFullPath(parse.GetValue(file)!, session.Directory);
            var named = parse.GetValue(recipients) is { Length: > 0 } given ? given : session.Variable("GANTRY_BACKUP_RECIPIENT")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var key = named is null ? await OwnKeyAsync(session, cancel) : null;
            using var backup = await session.Client.BackupAsync(cancel);
            await WholeFile.WriteAsync(path, "backup.not-written", "The backup", async part =>
            {
                using var hashed = new HashingStream(backup.Content);
                await Age.EncryptAsync(hashed, part, named ?? [await Age.RecipientAsync(key!, cancel)], cancel);
                if (key is not null && await DigestAsync(part, key, cancel) != hashed.Digest())
                    throw new GiveUpException(path, "backup.damaged", "What was written cannot be read back as it was.", "Try another disk.");
            });

            session.Terminal.Write(Line.Of($"{backup.Resources} resources and {backup.Revision} events are in {path}, restored in a scratch place and compared", Tone.Good));
            session.Terminal.Write(Line.Of($"head {backup.Revision} {backup.Head}"));
            if (key is not null) session.Terminal.Write(Line.Of($"It can only be read with {key}: keep a copy of that key where this machine's disk is not."));
            return 0;
        }));
        return command;
    }

    private static async Task<string> OwnKeyAsync(Session session, CancellationToken cancel)
    {
        if (!File.Exists(session.Paths.BackupKey)) await Age.MakeKeyAsync(session.Paths.BackupKey, cancel);
        return session.Paths.BackupKey;
    }

    private static async Task<string> DigestAsync(string file, string key, CancellationToken cancel)
    {
        using var hashed = new HashingStream(Stream.Null);
        await Age.DecryptAsync(file, key, hashed, cancel);
        return hashed.Digest();
    }
}
