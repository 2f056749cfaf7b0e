using System.Globalization;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Api;
using Gantry.Resources.Certificates;

namespace Gantry.Server.Endpoints;

/// <summary>How certificates of authorities are, in words.</summary>
internal static class ObtainedCertificates
{
    public static IEnumerable<Problem> Problems(World world) => All(world).Select(c => c.Status?.Problem).OfType<Problem>();

    public static IEnumerable<Checkup> Checkups(World world, DateTimeOffset now)
    {
        var all = All(world).ToList();
        if (all.Count == 0) yield break;
        var inUse = all.Where(c => c.Status?.NotAfter > now).ToList();
        yield return new Checkup("certificates", true, $"{inUse.Count} of {all.Count} from the authority{(inUse.Min(c => c.Status!.RenewAt) is { } next ? $", the next renewal on {Day(next)}" : "")}");
        foreach (var one in all)
        {
            var (host, status) = (one.Key.Name, one.Status);
            if (status?.Problem is { } problem)
                yield return new Checkup(host, false, $"{problem.Message} {Left(status, now)}{(status.Again is { } again && again > now ? $" It is tried again at {Time(again)}." : "")}", problem.Help);
            else if (status?.NotAfter is null)
                yield return new Checkup(host, true, "the certificate is being obtained");
        }
    }

    private static string Left(CertificateStatus status, DateTimeOffset now) => status.NotAfter switch
    {
        null => "There is no certificate.",
        { } end when end <= now => $"The certificate expired on {Day(end)}.",
        { } end => $"The certificate is valid until {Day(end)}.",
    };

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static IEnumerable<Resource<CertificateSpec, CertificateStatus>> All(World world) => world.List<CertificateSpec, CertificateStatus>(Kinds.Certificate);
}
