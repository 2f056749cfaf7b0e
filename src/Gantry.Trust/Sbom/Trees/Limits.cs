namespace Gantry.Trust.Sbom.Trees;

/// <summary>How much of an input is read before it is refused. Real images stay far below; what is above is made to harm whoever looks at it.</summary>
internal static class Limits
{
    public const long Unpacked = 32L << 30;
    public const int Entries = 2_000_000;
    public const int Layers = 500;
    public const int Depth = 256;
    public const int PathLength = 4096;

    /// <summary>Of gzip, once more than <see cref="FreeOfRatio"/> came out: 1,032 is the most that it can do, for zeros alone.</summary>
    public const int Ratio = 200;

    public const long FreeOfRatio = 64L << 20;

    /// <summary>A package database, a lock file, a manifest.</summary>
    public const int Text = 128 << 20;

    public const int Json = 8 << 20;
    public const int TarHeader = 1 << 20;
    public const long Binary = 1L << 30;
    public const int JarDepth = 6;
    public const int JarEntries = 200_000;
    public const long JarUnpacked = 2L << 30;
}
