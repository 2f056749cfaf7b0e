using System.Globalization;
using System.Security.Cryptography;
using Gantry.Resources.Platforms;

namespace Gantry.Store.Postgres.Leading;

/// <summary>One of the processes that may lead a platform.</summary>
/// <param name="Id">
/// The same after a restart, so that it need not wait for its own lease to run out: the lock of its home says that the process
/// before it has ended. Another one after the machine was started anew, and for a copy of the home.
/// </param>
/// <param name="Name">For people: <c>gantryd 4711 on host, GANTRY_HOME=/var/lib/gantry</c>.</param>
internal sealed record Member(string Id, string Name)
{
    /// <param name="directory">Of the store in the platform's home, whose lock this process has.</param>
    public static Member Of(string directory)
    {
        var file = Path.Combine(directory, "member");
        if (!File.Exists(file)) OwnFile.Write(file, System.Text.Encoding.UTF8.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))));
        const string Boot = "/proc/sys/kernel/random/boot_id";
        var boot = File.Exists(Boot) ? File.ReadAllText(Boot).Trim() : "";
        var id = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{File.ReadAllText(file).Trim()} {boot} {directory}")))[..16];
        var home = Path.GetDirectoryName(directory);
        return new Member(id, string.Create(CultureInfo.InvariantCulture, $"gantryd {Environment.ProcessId} on {Environment.MachineName}, GANTRY_HOME={home}"));
    }
}
