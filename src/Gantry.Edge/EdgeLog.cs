using System.Net;
using Microsoft.Extensions.Logging;

namespace Gantry.Edge;

/// <summary>One line for each thing that happens to the edge, none for what goes through it.</summary>
internal static partial class EdgeLog
{
    [LoggerMessage(1, LogLevel.Information, "serving on {Http}, control on {Socket}, home {Home}")]
    public static partial void Serving(ILogger log, IPEndPoint http, string socket, string home);

    [LoggerMessage(2, LogLevel.Information, "resumed with the stored snapshot, revision {Revision}: {Routes} routes, replicas are being probed")]
    public static partial void Resumed(ILogger log, long revision, int routes);

    [LoggerMessage(3, LogLevel.Warning, "the process before ended without notice, last seen {LastSeen:O}: cut {Requests} requests and {Connections} connections")]
    public static partial void Lost(ILogger log, DateTimeOffset lastSeen, int requests, int connections);

    [LoggerMessage(4, LogLevel.Error, "{Problem}")]
    public static partial void Problem(ILogger log, string problem);

    [LoggerMessage(5, LogLevel.Information, "snapshot {Revision} is in force: {Routes} routes, {Fresh} of them new or other")]
    public static partial void Applied(ILogger log, long revision, int routes, int fresh);

    [LoggerMessage(6, LogLevel.Warning, "cannot listen on {Address}:{Port} ({Reason}) for {Route}; it is tried again every second")]
    public static partial void CannotListen(ILogger log, string address, int port, string reason, string route);

    [LoggerMessage(7, LogLevel.Warning, "replica {Replica} is in rotation and down; it gets nothing until it is back")]
    public static partial void WentDown(ILogger log, string replica);

    [LoggerMessage(8, LogLevel.Information, "replica {Replica} is back")]
    public static partial void CameBack(ILogger log, string replica);

    [LoggerMessage(9, LogLevel.Information, "stopping: no new connections; {Requests} requests and {Connections} connections may end")]
    public static partial void Stopping(ILogger log, int requests, int connections);

    [LoggerMessage(10, LogLevel.Information, "stopped; {Requests} requests and {Connections} connections did not end in time")]
    public static partial void Stopped(ILogger log, int requests, int connections);

    [LoggerMessage(12, LogLevel.Information, "{Count} certificates of {Folder} are in use")]
    public static partial void Certificates(ILogger log, int count, string folder);

    [LoggerMessage(19, LogLevel.Warning, "OpenSSL 3 (libssl.so.3) cannot be loaded: HTTPS takes the general lane, which costs more")]
    public static partial void NoLibssl(ILogger log);

    [LoggerMessage(13, LogLevel.Information, "took over from process {ProcessId}: {Listeners} addresses, no connection was closed")]
    public static partial void TookOver(ILogger log, int processId, int listeners);

    [LoggerMessage(14, LogLevel.Information, "replaced: accepts nothing more; {Requests} requests and {Connections} connections may go on for {Seconds} s")]
    public static partial void Replaced(ILogger log, int requests, int connections, int seconds);

    [LoggerMessage(15, LogLevel.Information, "process {ProcessId} before this one ends what it has begun")]
    public static partial void Elder(ILogger log, int processId);

    [LoggerMessage(16, LogLevel.Information, "process {ProcessId} before this one has ended")]
    public static partial void ElderEnded(ILogger log, int processId);

    [LoggerMessage(17, LogLevel.Error, "process {ProcessId} before this one does not follow and is ended by force: {Why}")]
    public static partial void ElderKilled(ILogger log, int processId, string why);

    [LoggerMessage(18, LogLevel.Warning, "the drain limit is over: {Requests} requests and {Connections} connections are cut")]
    public static partial void DrainLimit(ILogger log, int requests, int connections);

    [LoggerMessage(20, LogLevel.Warning, "{Count} lines of the access log were dropped: they came faster than they could be written")]
    public static partial void AccessLinesDropped(ILogger log, long count);

    [LoggerMessage(11, LogLevel.Error, "a {Method} request failed inside the edge: this is a fault of the edge, please report it")]
    public static partial void RequestFailed(ILogger log, Exception error, string method);
}
