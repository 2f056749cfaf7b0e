namespace Gantry.Cli.Commands.Signing;

/// <summary>Files with public keys. What is in them is the platform's to judge.</summary>
internal static class KeyFiles
{
    private const int Most = 16 * 1024;

    /// <exception cref="GiveUpException">It cannot be read, or cannot be one.</exception>
    public static string Read(Session session, string file)
    {
        try
        {
            using var stream = File.OpenRead(Path.GetFullPath(file, session.Directory));
            var buffer = new byte[Most + 1];
            var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            var text = System.Text.Encoding.ASCII.GetString(buffer, 0, read);
            // It does not even go as far as the platform.
            if (text.Contains("PRIVATE KEY", StringComparison.Ordinal)) throw new GiveUpException(file, "key.unreadable", "It holds a private key, which has no business here.", "Name the file with the public half, such as cosign.pub.");
            return read <= Most ? text : throw new GiveUpException(file, "key.unreadable", "It is too long for a public key.", "Name a file with a public key as PEM, such as cosign.pub.");
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            throw new GiveUpException(file, "key.no-file", $"It cannot be read: {away.Message}", "Name a file with a public key as PEM, such as cosign.pub.");
        }
    }
}
