using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Resources.Audit;
using Gantry.Store;
using Microsoft.Extensions.Logging;

namespace Gantry.Server.Audit;

/// <summary>
/// Keeps the chain's head outside of the store, where who can write to the store cannot reach: in a file, such as one on
/// another machine's disk or one that can only grow, or in the system's log. <c>GANTRY_AUDIT_ANCHOR</c> names it.
/// </summary>
internal sealed partial class Anchors(IPlatformStore store, string? target, TimeProvider time, ILogger log)
{
    public const string Variable = "GANTRY_AUDIT_ANCHOR";
    public const string SystemLog = "syslog";

    /// <summary>At most so long after an event its hash is anchored, and as rarely where there are many.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>Null when it can be used.</summary>
    public static Problem? Check(string? target) => target is null or "" or SystemLog || Path.IsPathFullyQualified(target) ? null
        : new Problem(Variable, "audit.bad-anchor", $"{Variable} is {target}, which is neither {SystemLog} nor an absolute path.",
            $"Write {SystemLog}, or the path of a file that the platform may append to.");

    /// <summary>Until cancelled; then once more, so that what happened last is anchored too.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(target)) return;
        var anchored = 0L;
        try
        {
            while (true)
            {
                anchored = await NextAsync(anchored, cancel);
                await Task.Delay(Every, time, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            Last(anchored);
        }
    }

    /// <summary>A database that is away is looked at again when the next is due.</summary>
    private async Task<long> NextAsync(long anchored, CancellationToken cancel)
    {
        try
        {
            anchored = Write(anchored);
            await foreach (var _ in store.WatchAsync(anchored, cancel)) break;
        }
        catch (StoreUnavailableException away)
        {
            NotWritten(target!, away.Message);
        }

        return anchored;
    }

    private void Last(long anchored)
    {
        try
        {
            Write(anchored);
        }
        catch (StoreUnavailableException away)
        {
            NotWritten(target!, away.Message);
        }
    }

    /// <summary>A head that cannot be written now is written with the next: it says the same and more.</summary>
    private long Write(long anchored)
    {
        var head = Heads.Newest(store);
        if (head.Sequence <= anchored) return anchored;
        try
        {
            if (target == SystemLog) Send(head);
            else File.AppendAllText(target!, head + "\n");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SocketException)
        {
            NotWritten(target!, failure.Message);
        }

        return head.Sequence;
    }

    /// <summary>As RFC 3164 says, to the socket that system logs listen on; facility 10 (security), severity 6 (informational).</summary>
    private void Send(AuditHead head)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        var now = time.GetLocalNow().ToString("MMM d HH:mm:ss", CultureInfo.InvariantCulture);
        socket.SendTo(Encoding.UTF8.GetBytes($"<86>{now} gantryd[{Environment.ProcessId}]: audit head {head}"), new UnixDomainSocketEndPoint("/dev/log"));
    }

    [LoggerMessage(LogLevel.Warning, "The head of the audit chain could not be anchored in {Target}: {Reason}")]
    private partial void NotWritten(string target, string reason);
}
