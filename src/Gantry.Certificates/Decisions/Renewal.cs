namespace Gantry.Certificates.Decisions;

/// <summary>When a certificate is replaced.</summary>
public static class Renewal
{
    /// <summary>At two thirds of its life, and up to a twentieth earlier: hosts that came on one day shall not come back on one.</summary>
    public static DateTimeOffset At(string host, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var life = notAfter - notBefore;
        return notBefore + life * (2.0 / 3) - life * 0.05 * Spread.Of(host, notBefore.Ticks);
    }
}
