using System.Globalization;
using Gantry.Resources;
using Gantry.Resources.Releases;

namespace Gantry.Rollouts.Decisions;

/// <summary>
/// Exceptions whose last day is over. A new release with one is refused; a release that was made while they counted can be
/// gone back to, with a warning: the way back is never barred.
/// </summary>
internal static class Expiry
{
    public static IEnumerable<Problem> Of(ReleaseSpec release, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return from service in release.Definition.Services
               from exception in service.Exceptions ?? []
               where exception.Until < today
               select new Problem($"services.{service.Name}.x-gantry.allow", "exception.expired",
                   $"The exception of {service.Name} for {exception.What} has expired: its last day was {exception.Until!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.",
                   "Do without it, or write a later day in its 'until'.");
    }
}
