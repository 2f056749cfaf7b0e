namespace Gantry.Engine;

/// <summary>Labels on everything that the platform makes, so that what is there can be learned again from the engine alone.</summary>
public static class GantryLabels
{
    public const string Platform = "gantry.platform";
    public const string Environment = "gantry.environment";
    public const string App = "gantry.app";
    public const string Service = "gantry.service";
    public const string Release = "gantry.release";
    public const string Replica = "gantry.replica";
    public const string Fingerprint = "gantry.fingerprint";
    public const string Kind = "gantry.kind";

    /// <summary>The fencing token of the control plane that made it.</summary>
    public const string Fence = "gantry.fence";

    /// <summary>SHA-256 of the container's spec.</summary>
    public const string Spec = "gantry.spec";
}
