using Gantry.Resources;

namespace Gantry.Engine.Decisions;

/// <summary>When what has failed is tried again, and when it is said that it failed.</summary>
internal static class Retries
{
    /// <summary>So that what is mended outside is noticed.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    /// <summary>Tries before what may pass by itself counts as failed: about three seconds.</summary>
    private const int Quick = 5;

    /// <param name="tries">How many have failed in a row.</param>
    /// <returns>Whether it is to be recorded as failed, and when to try again.</returns>
    public static (bool Failed, TimeSpan Again) After(Problem problem, int tries) =>
        MayPass(problem) && tries <= Quick ? (false, First * Math.Pow(2, tries - 1)) : (true, Slow);

    /// <summary>The container was made for a network or an address that it cannot have: only another container can.</summary>
    public static bool NeedsAnother(Problem problem) =>
        problem.Code is EngineCodes.NetworkMissing or EngineCodes.AddressTaken or EngineCodes.AddressOutside;

    private static bool MayPass(Problem problem) => NeedsAnother(problem) || problem.Code is EngineCodes.NoSpace or EngineCodes.Busy
        or EngineCodes.NetworkExists or EngineCodes.NetworkOverlaps or EngineCodes.ContainerMissing;
}
