using System.Diagnostics;

namespace Gantry.Cli.Commands.Backups;

/// <summary>The program that encrypts backups (age-encryption.org): a format that can be read in ten years, without Gantry.</summary>
internal static class Age
{
    private const string Install = "Install it (Debian and Ubuntu: apt-get install age), then run this again.";

    /// <summary>A new key, readable by its owner alone.</summary>
    /// <exception cref="GiveUpException">There is no such program, or it failed.</exception>
    public static async Task MakeKeyAsync(string file, CancellationToken cancel)
    {
        var made = await RunAsync("age-keygen", [], null, null, cancel);
        await using var key = new StreamWriter(File.Open(file, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }));
        await key.WriteAsync(made.AsMemory(), cancel);
    }

    /// <summary>The public half of a key.</summary>
    public static async Task<string> RecipientAsync(string key, CancellationToken cancel) => (await RunAsync("age-keygen", ["-y", key], null, null, cancel)).Trim();

    public static Task EncryptAsync(Stream plain, string file, IEnumerable<string> recipients, CancellationToken cancel) =>
        RunAsync("age", ["--encrypt", .. recipients.SelectMany(r => (string[])["--recipient", r]), "--output", file], plain, null, cancel);

    public static Task DecryptAsync(string file, string key, Stream plain, CancellationToken cancel) =>
        RunAsync("age", ["--decrypt", "--identity", key, file], null, plain, cancel);

    private static async Task<string> RunAsync(string program, IEnumerable<string> words, Stream? input, Stream? output, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Start(start);
        var error = process.StandardError.ReadToEndAsync(cancel);
        var text = output is null ? process.StandardOutput.ReadToEndAsync(cancel) : CopyAsync(process.StandardOutput.BaseStream, output, cancel);
        try
        {
            if (input is not null) await input.CopyToAsync(process.StandardInput.BaseStream, cancel);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended early; its exit code and its last words say why.
        }

        await process.WaitForExitAsync(cancel);
        var said = await text;
        if (process.ExitCode == 0) return said;
        throw new GiveUpException(new[] { new Resources.Problem(program, "backup.age-failed", $"{program} ended with exit code {process.ExitCode}.",
            "Read what it says below.") { Details = (await error).Split('\n', StringSplitOptions.RemoveEmptyEntries) } });
    }

    private static async Task<string> CopyAsync(Stream from, Stream to, CancellationToken cancel)
    {
        await from.CopyToAsync(to, cancel);
        return "";
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new GiveUpException(start.FileName, "backup.no-age", $"Backups are encrypted with {start.FileName}, which is not installed.", Install);
        }
    }
}
