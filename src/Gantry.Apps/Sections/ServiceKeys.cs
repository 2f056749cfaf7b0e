using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Sections.Containers;
using Gantry.Apps.Sections.Files;
using Gantry.Apps.Sections.Images;
using Gantry.Apps.Sections.Mounts;
using Gantry.Apps.Sections.Networks;
using Gantry.Apps.Sections.Releases;
using Gantry.Apps.Values;
using Gantry.Resources.Apps;

namespace Gantry.Apps.Sections;

/// <summary>Keys of a service that are honoured. The others are in <see cref="ServiceRefusals"/>.</summary>
internal static class ServiceKeys
{
    private const int LongestStop = 3600;

    public static readonly Section<ServiceDraft> Section = new Section<ServiceDraft>("a service", "services.<name>")
        .Takes("image", "The image, pinned by its digest when a release is made. With 'build' the name that the result gets.", ReadImage)
        .Takes("build", "Builds the image: a directory, or a map.", BuildKeys.Read)
        .Takes("command", "A list, or a text that is split as a shell splits it. No shell runs it.", (d, v) => { if (v.Command() is { } c) d.Is = d.Is with { Command = c }; })
        .Takes("entrypoint", "As 'command'.", (d, v) => { if (v.Command() is { } c) d.Is = d.Is with { Entrypoint = c }; })
        .Takes("environment", "A map or a list. A name without a value takes the value that the command line's environment or .env has.", EnvironmentReader.ReadEnvironment)
        .Takes("env_file", "A file or a list of them; 'environment' wins over them, a later file over an earlier one.", EnvironmentReader.ReadFiles)
        .TakesInPart("ports", "TCP ports that the edge opens on this machine, and UDP ports, which the engine opens for the one container of the service; in the short or the long form, also ranges. Without an address the platform's default is used, which is loopback.", "sctp and ports without a published number are refused.", PortKeys.Read)
        .Takes("expose", "TCP ports that other services may call.", PortKeys.ReadExpose)
        .TakesInPart("volumes", "Named and anonymous volumes, bind mounts of project files, tmpfs.", "Mounts of system directories and engine sockets are refused.", MountKeys.Read)
        .TakesInPart("networks", "A list, or a map with aliases.", "See the section of a service's network.", NetworkKeys.ReadAttachments)
        .Takes("depends_on", "A list, or a map with conditions.", DependencyKeys.Read)
        .Takes("healthcheck", "Makes a replica ready, and unready when it fails.", HealthcheckKeys.Read)
        .Takes("deploy", "Replicas and resources.", (d, v) => DeployKeys.Section.Read(v, d))
        .Takes("scale", "The same as deploy.replicas.", DeployKeys.ReadReplicas)
        .Takes("cpus", "The same as deploy.resources.limits.cpus.", DeployKeys.ReadCpus)
        .Takes("mem_limit", "The same as deploy.resources.limits.memory.", DeployKeys.ReadMemory)
        .Takes("pids_limit", "The same as deploy.resources.limits.pids.", DeployKeys.ReadPids)
        .Takes("stop_signal", "The signal that asks the process to stop.", ReadStopSignal)
        .Takes("stop_grace_period", "How long a process may take to stop before it is killed, at most an hour; 10 s without it.", ReadStopGracePeriod)
        .Takes("user", "The user, or user:group, that the process runs as.", (d, v) => { if (v.Word() is { } user) d.Is = d.Is with { User = user }; })
        .Takes("read_only", "Makes the container's own file system read-only.", (d, v) => { if (v.Truth() is { } truth) d.Is = d.Is with { ReadOnly = truth }; })
        .Takes("tmpfs", "Directories in memory: a path, or path:size=64m.", MountKeys.ReadTmpfs)
        .Takes("init", "Runs a small init as process 1 that passes on signals and reaps children.", (d, v) => { if (v.Truth() is { } truth) d.Is = d.Is with { Init = truth }; })
        .Takes("labels", "Labels of the containers; names that begin with 'gantry.' are Gantry's own.", LabelReader.Read)
        .Takes("label_file", "A file with labels, one NAME=value a line, or a list of them; 'labels' wins over them.", LabelReader.ReadFiles)
        .Takes("volumes_from", "The volumes and bind mounts of another service as well, all of them read-only with :ro. Starts after it.", Mounts.BorrowedMounts.Read)
        .Takes("restart", "no, always, unless-stopped, on-failure or on-failure:n. Without it: always, and never for a one-off.", RestartReader.ReadRestart)
        .Takes("profiles", "The service takes part only when one of its profiles is asked for.", ReadProfiles)
        .Takes("container_name", "Other services find this one by it too. The containers themselves get names of their own, since several may run.", ReadContainerName)
        .Takes("extends", "Takes over the keys of another service, of this file or another; its own win, by the rules of merging.", (_, _) => { })
        .Takes("x-gantry", "How the service is routed and released.", (d, v) => GantryKeys.Service.Read(v, d))
        .AndProcess().AndNaming().AndKernel().AndLogging().AndResources()
        .AndCapabilities().AndIsolation().AndSecurityOptions().AndDevices().AndFiles().AndImages().AndHooks()
        .AndRefusals();

    private static void ReadImage(ServiceDraft service, Value value)
    {
        if (value.Word() is not { } text) return;
        service.Is = service.Is with { Image = text };
        if (ImageName.Parse(text) is not null) return;
        value.Refuse("compose.bad-image", $"{value.Shown} is not the name of an image.",
            text.Any(char.IsAsciiLetterUpper) ? "Write its name in lower case; only a tag may have capitals." : "Write name:tag, such as postgres:17, or registry.example.org/team/app:1.2.");
    }

    private static void ReadStopSignal(ServiceDraft service, Value value)
    {
        if (value.Word() is not { } text) return;
        if (Signals.Normal(text) is { } signal) service.Is = service.Is with { StopSignal = signal };
        else value.Refuse("compose.unknown-value", $"{value.Shown} is not a signal.", Nearest.Of(text, Signals.Names) is { } near ? $"Did you mean '{near}'?" : "Write one such as SIGTERM, SIGINT or SIGQUIT.");
    }

    private static void ReadStopGracePeriod(ServiceDraft service, Value value)
    {
        if (value.Duration() is not { } time) return;
        if (time.TotalSeconds <= LongestStop) service.Is = service.Is with { StopGracePeriod = time };
        else value.Refuse("compose.bad-duration", "'stop_grace_period' is longer than an hour.", "Let the process save its work and stop sooner, or be taken up again.");
    }

    private static void ReadProfiles(ServiceDraft service, Value value)
    {
        service.Profiles = value.Texts();
        foreach (var item in value.OneOrMore().Where(i => i.IsText && !Names.IsPlain(i.Text() ?? "")))
            item.Refuse("compose.bad-name", $"{item.Shown} cannot be the name of a profile.", "Use letters, digits, '-', '_' and '.'.");
    }

    private static void ReadContainerName(ServiceDraft service, Value value)
    {
        if (value.Word() is not { } name) return;
        service.ContainerName = name;
        if (!Names.IsPlain(name)) value.Refuse("compose.bad-name", $"{value.Shown} cannot be the name of a container.", "Use letters, digits, '-', '_' and '.', or remove the key.");
    }
}
