using System.Text.RegularExpressions;
using Gantry.Resources;

namespace Gantry.Engine.Docker;

/// <summary>What the engine writes becomes a problem that says what to do. Matched by text because the status says too little.</summary>
internal static partial class DockerProblems
{
    private sealed record Rule(string Pattern, string Code, Func<string, string> Says, string Help);

    // The first that matches wins, so what is more precise is further up.
    private static readonly Rule[] Rules =
    [
        new("no space left on device|disk quota exceeded", EngineCodes.NoSpace,
            _ => "The engine's disk is full.",
            "Free some (`df -h`, `docker system df`, `docker image prune`), then run the command again."),
        new("container name .* is already in use", EngineCodes.NameTaken,
            _ => "Another container has this name.",
            "Remove it (`docker rm`) unless you need it; Gantry tries again by itself."),
        new("port is already allocated|address already in use.*listen|bind: address already in use", EngineCodes.PortTaken,
            m => $"A port that it publishes is taken: {Short(m)}.",
            "Stop what has the port (`ss -ltnp`), or publish another one."),
        new("executable file not found in \\$PATH|exec: \"[^\"]*\": stat [^:]*: no such file or directory|exec: \"[^\"]*\": no such file|no such file or directory: unknown: command|not found in PATH",
            EngineCodes.CommandNotFound,
            m => $"The image has no such command: {Quoted(m) ?? "see below"}.",
            "Mend command or entrypoint of the service, or the Dockerfile; an exec form (`[\"/bin/sh\", \"-c\", …]`) does not search like a shell does."),
        new("exec: \"[^\"]*\": permission denied|exec: \"[^\"]*\": is a directory", EngineCodes.CommandNotExecutable,
            m => $"The command {Quoted(m) ?? ""} may not be executed.".Replace("  ", " ", StringComparison.Ordinal),
            "Make it executable in the image (`RUN chmod +x …`), and check that the service's user may read it."),
        new("no command specified", EngineCodes.CommandNotFound,
            _ => "Neither the service nor its image says what to run.",
            "Add `command:` to the service, or CMD to the Dockerfile."),
        new("exec format error", EngineCodes.WrongArchitecture,
            _ => "The image's program is for another processor, or a script without a `#!` line.",
            "Build the image for this machine (`uname -m`), or add the `#!` line."),
        new("unable to find user|unable to find group|no matching entries in passwd file", EngineCodes.UnknownUser,
            m => $"The image knows no such user: {Short(m)}.",
            "Use a user of the image, or a number, as the service's `user`."),
        new("bind source path does not exist", EngineCodes.MountSourceMissing,
            m => $"What is to be mounted does not exist on this machine: {After(m, "does not exist: ")}.",
            "Create the file or directory, or mend the path under `volumes`."),
        new("minimum memory limit|range of cpus|memory limit (is )?too low|invalid nanocpus", EngineCodes.LimitRefused,
            m => $"The engine refuses the resource limits: {Short(m)}.",
            "Mend `deploy.resources.limits` of the service."),
        new("unknown capability|capability .* is not supported|invalid cap", EngineCodes.CapabilityUnknown,
            m => $"The engine knows no such capability: {Short(m)}.", "Mend the service's capabilities."),
        new("pool overlaps with other one|subnet .* (is )?already (used|in use)", EngineCodes.NetworkOverlaps,
            _ => "The network's addresses overlap with those of another network of this machine.",
            "Gantry tries the next range by itself; `docker network ls` and `ip route` show which are taken."),
        new("could not find an available.*address pool|all predefined address pools", EngineCodes.NetworksExhausted,
            _ => "There is no range of addresses left for another network.",
            "Remove networks that nothing uses: `docker network prune`."),
        new("address already in use|address is already (allocated|assigned)|requested address is not available|ip address .* already", EngineCodes.AddressTaken,
            _ => "Another container has this address.", "Gantry takes another one by itself."),
        new("no configured subnet or ip range contain|not in the subnet|is not valid for this network|user specified ip address is supported only", EngineCodes.AddressOutside,
            _ => "The address does not belong to the network.", "Gantry takes another one by itself."),
        new("network with name .* already exists|network name .* already used", EngineCodes.NetworkExists,
            _ => "A network of this name exists.", "Gantry uses it by itself."),
        new("has active endpoints|network is being used|associated containers", EngineCodes.NetworkInUse,
            _ => "Containers are still attached to this network.", "Stop them first."),
        new("network [^ ]* ?(not found|is not found)|no such network|unable to find network", EngineCodes.NetworkMissing,
            _ => "The network does not exist.", "Gantry makes it again by itself."),
        new("volume is in use|volume .* is being used", EngineCodes.VolumeInUse,
            _ => "A container still has this volume.", "Remove the container first; its data stays until then."),
        new("is not running|container state improper|can only create exec sessions on running", EngineCodes.NotRunningContainer,
            _ => "The container does not run.", "Look at its log for why it ended."),
        new("cannot remove a (running|paused|restarting) container|cannot remove container .* (running|paused|restarting)", EngineCodes.Busy,
            _ => "The container still runs.", "Stop it first."),
        new("removal of container .* is already in progress|marked for removal|is restarting, wait|is being started|try again", EngineCodes.Busy,
            _ => "The engine is still busy with it.", "Gantry tries again by itself."),
        new("no such container", EngineCodes.ContainerMissing,
            _ => "The container does not exist.", "Gantry makes it again by itself."),
    ];

    /// <param name="place">What was asked for: the name of a container, a network, an image.</param>
    public static Problem From(string place, int status, string message)
    {
        foreach (var rule in Rules)
        {
            if (Regex.IsMatch(message, rule.Pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline))
                return new Problem(place, rule.Code, rule.Says(message), rule.Help);
        }
        return new Problem(place, EngineCodes.Refused, $"The engine refused ({status}): {Short(message)}",
            "Read the engine's own log: `journalctl -u docker -n 50`.");
    }

    /// <summary>The end of a chain of causes, which is where the cause is.</summary>
    internal static string Short(string message)
    {
        var line = message.ReplaceLineEndings(" ").Trim();
        line = Noise().Replace(line, "");
        return line.Length > 300 ? line[..300] + "…" : line;
    }

    private static string? Quoted(string message) => ExecQuoted().Match(message) is { Success: true } m ? m.Groups[1].Value : null;

    private static string After(string message, string mark) =>
        message.IndexOf(mark, StringComparison.OrdinalIgnoreCase) is var at and >= 0 ? Short(message[(at + mark.Length)..]) : Short(message);

    [GeneratedRegex("exec:? \\\\?\"([^\"\\\\]+)")]
    private static partial Regex ExecQuoted();

    [GeneratedRegex("^(OCI runtime (create|start) failed: |failed to create shim( task)?: |Error response from daemon: |runc create failed: |unable to start container process: )+|: unknown$")]
    private static partial Regex Noise();
}
