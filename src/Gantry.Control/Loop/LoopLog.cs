using Microsoft.Extensions.Logging;

namespace Gantry.Control.Loop;

internal static partial class LoopLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Controller} {Key}: the store cannot write now; again after {After}. {Why}")]
    public static partial void StoreUnavailable(ILogger log, string controller, string key, TimeSpan after, string why);

    [LoggerMessage(2, LogLevel.Error, "{Controller} {Key} failed; again after {After}")]
    public static partial void ReconcileFailed(ILogger log, string controller, string key, TimeSpan after, Exception failure);

    [LoggerMessage(3, LogLevel.Warning, "{Controller}: {What} cannot be followed; again after a while")]
    public static partial void FollowingFailed(ILogger log, string controller, string what, Exception failure);

    [LoggerMessage(4, LogLevel.Error, "{Controller}: its keys cannot be listed; again at the next resync")]
    public static partial void ListingFailed(ILogger log, string controller, Exception failure);
}
