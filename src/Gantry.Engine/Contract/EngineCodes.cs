namespace Gantry.Engine;

/// <summary>The codes of expected failures of an engine.</summary>
public static class EngineCodes
{
    // The engine as a whole: always inside an EngineUnavailableException.
    public const string NotRunning = "engine.not-running";
    public const string NoPermission = "engine.no-permission";
    public const string TooOld = "engine.too-old";
    public const string Timeout = "engine.timeout";
    public const string NotUnderstood = "engine.not-understood";

    // Any call.
    public const string NoSpace = "engine.no-space";
    public const string Busy = "engine.busy";
    public const string Refused = "engine.refused";

    public const string ContainerMissing = "container.missing";
    public const string NameTaken = "container.name-taken";
    public const string NotRunningContainer = "container.not-running";
    public const string CommandNotFound = "container.command-not-found";
    public const string CommandNotExecutable = "container.command-not-executable";
    public const string WrongArchitecture = "container.wrong-architecture";
    public const string UnknownUser = "container.unknown-user";
    public const string MountSourceMissing = "container.mount-source-missing";
    public const string LimitRefused = "container.limit-refused";

    /// <summary>An engine as old as this one would pass over something that was asked for.</summary>
    public const string NotAble = "engine.not-able";
    public const string CapabilityUnknown = "container.capability-unknown";

    /// <summary>A command that belongs to the start of a container did not succeed.</summary>
    public const string HookFailed = "container.hook-failed";

    public const string PortTaken = "port.taken";

    public const string NetworkMissing = "network.missing";
    public const string NetworkOverlaps = "network.overlaps";
    public const string NetworkExists = "network.exists";
    public const string NetworkInUse = "network.in-use";
    public const string NetworksExhausted = "network.exhausted";
    public const string AddressTaken = "network.address-taken";
    public const string AddressOutside = "network.address-outside";

    public const string VolumeInUse = "volume.in-use";
    public const string VolumeMissing = "volume.missing";
    public const string VolumeDiffers = "volume.differs";

    public const string NotDelivered = "delivery.failed";

    public const string ImageMissing = "image.not-found";
    public const string ImageDenied = "image.denied";
    public const string ImageNameBad = "image.bad-name";
    public const string RegistryAway = "image.registry-unreachable";
    public const string ImageNoPlatform = "image.no-such-platform";

    public const string BuildContextMissing = "build.context-missing";
    public const string DockerfileMissing = "build.dockerfile-missing";
    public const string DockerfileBad = "build.dockerfile-bad";
    public const string BuildFileMissing = "build.file-missing";
    public const string BuildStepFailed = "build.step-failed";
    public const string BuildFailed = "build.failed";
}
