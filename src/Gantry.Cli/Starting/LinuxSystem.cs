namespace Gantry.Cli.Starting;

/// <summary>What is known of this machine's system from /etc/os-release.</summary>
public sealed record LinuxSystem(string Name, bool HasApt)
{
    public static LinuxSystem Read() =>
        Parse(File.Exists("/etc/os-release") ? File.ReadAllText("/etc/os-release") : "");

    public static LinuxSystem Parse(string text)
    {
        var values = text.Split('\n')
            .Select(line => line.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1].Trim('"', '\''), StringComparer.Ordinal);
        string[] families = [values.GetValueOrDefault("ID", ""), .. values.GetValueOrDefault("ID_LIKE", "").Split(' ')];
        return new LinuxSystem(values.GetValueOrDefault("PRETTY_NAME", "this system"), families.Any(f => f is "debian" or "ubuntu"));
    }
}
