namespace Gantry.Resources.Platforms;

/// <summary>Exit codes of gantryd that its starters tell apart; 1 for everything else that keeps it from starting.</summary>
public static class ServerExit
{
    /// <summary>Another gantryd has the store. It may be starting or ending: worth another try (EX_TEMPFAIL of sysexits.h).</summary>
    public const int StoreInUse = 75;
}
