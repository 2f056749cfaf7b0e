namespace Gantry.Server.Start;

/// <summary>
/// Which platform of this machine has which block: a file for each, in a folder that the machine forgets when it restarts. Routes
/// alone don't tell, since a platform that is stopped with nothing to serve gives its route back.
/// </summary>
internal sealed class BlockClaims(string folder, string home)
{
    /// <summary>The folder for this user.</summary>
    public static string Folder => Environment.IsPrivilegedProcess ? "/run/gantry"
        : Path.Combine(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? Path.GetTempPath(), $"gantry-{Environment.UserName}");

    /// <summary>True when the block is this platform's from now on. A claim of a platform whose home is gone counts for nothing.</summary>
    public bool Take(string block)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, block);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            try
            {
                using var made = new StreamWriter(new FileStream(file, FileMode.CreateNew, FileAccess.Write));
                made.Write(home);
                return true;
            }
            catch (IOException) when (File.Exists(file))
            {
                var owner = File.ReadAllText(file).Trim();
                if (owner == home) return true;
                // An owner is written in the same moment; an empty file is one that is being written.
                if (owner.Length == 0 || Directory.Exists(owner)) return false;
                File.Delete(file);
            }
        }
        return false;
    }

    public void Release(string block) => File.Delete(Path.Combine(folder, block));
}
