using Gantry.Resources;

namespace Gantry.Cli.Starting;

/// <summary>What to say when no engine answers and none can be had without more rights.</summary>
public static class EngineAdvice
{
    /// <summary>What the platform says of an engine that it does not reach, or not as it needs it.</summary>
    public static bool IsAway(string code) => code is "engine.not-running" or "engine.no-permission" or "engine.timeout" or "engine.too-old";

    public static Problem For(LinuxSystem system, bool installed, IEnumerable<string> tried) => new(
        "engine", "engine.away", $"No container engine answers. Tried {string.Join(", ", tried)}.",
        (system.HasApt, installed) switch
        {
            (_, true) => "Docker is installed. Start it: sudo systemctl start docker. If it runs, let yourself use it: sudo usermod -aG docker $USER, then sign in again.",
            (true, false) => "Install one: sudo apt-get install docker.io iptables iproute2. Or run this as root, which installs it.",
            _ => $"Install Docker Engine or Podman on {system.Name} (https://docs.docker.com/engine/install), start it, then run this again.",
        });
}
