using System.Text;
using Gantry.Resources.Apps;

namespace Gantry.Edge.Routing.Guards;

/// <summary>What a route does about failure and too much of everything: what was asked for, and for the rest what is good for most.</summary>
public sealed class RoutePolicy
{
    private const int UsualRetries = 2, UsualBudget = 20, UsualErrors = 5, UsualRate = 50, UsualShare = 50, UsualRequests = 20_000;

    private static readonly TimeSpan UsualAnswer = TimeSpan.FromMinutes(2), UsualIdle = TimeSpan.FromHours(1), UsualConnect = Tcp.Dial.Limit, UsualOut = TimeSpan.FromSeconds(10);

    /// <summary>Without any word of the user. Made of the values above, so it stands below them.</summary>
    public static RoutePolicy Usual { get; } = new(null);

    private RoutePolicy(TrafficPolicy? policy)
    {
        var (times, retries, ejection, limits) = (policy?.Timeouts, policy?.Retries, policy?.Ejection, policy?.Limits);
        Connect = Milliseconds(times?.Connect is { Ticks: > 0 } connect && connect < UsualConnect ? connect : UsualConnect);
        Answer = Milliseconds(times?.Answer ?? UsualAnswer);
        Idle = Milliseconds(times?.Idle ?? UsualIdle);
        Total = Milliseconds(times?.Total ?? TimeSpan.Zero);
        (SaysAnswer, SaysIdle) = (times?.Answer is not null, times?.Idle is not null);
        (Retries, Budget, Idempotent) = (retries?.Most ?? UsualRetries, retries?.Budget ?? UsualBudget, retries?.Idempotent == true);
        if (ejection?.Off != true) (ErrorsInARow, ErrorRate) = (ejection?.Errors ?? UsualErrors, ejection?.Rate ?? UsualRate);
        (OutFor, OutShare) = (ejection?.For ?? UsualOut, ejection?.Share ?? UsualShare);
        Body = limits?.Body ?? long.MaxValue;
        Requests = limits?.Requests ?? UsualRequests;
        PerReplica = limits?.PerReplica ?? int.MaxValue;
        Pending = limits?.Pending ?? 0;
        Way = policy?.Balance ?? Balancing.LeastBusy;
        HashOn = policy?.Hash?.On ?? HashOn.Address;
        HashName = Encoding.ASCII.GetBytes(policy?.Hash is { } hash ? hash.On == HashOn.Header ? hash.Name.ToLowerInvariant() : hash.Name : "");
        IsSticky = policy?.Sticky == true;
        SlowStart = policy?.SlowStart ?? TimeSpan.Zero;
    }

    /// <summary>In milliseconds; 0 is without end.</summary>
    public long Connect { get; }

    /// <inheritdoc cref="Connect"/>
    public long Answer { get; }

    /// <inheritdoc cref="Connect"/>
    public long Idle { get; }

    /// <inheritdoc cref="Connect"/>
    public long Total { get; }

    /// <summary>It was asked for, and is for calls too that stay silent by nature.</summary>
    public bool SaysAnswer { get; }

    /// <inheritdoc cref="SaysAnswer"/>
    public bool SaysIdle { get; }
    public int Retries { get; }
    public int Budget { get; }
    public bool Idempotent { get; }
    public int ErrorsInARow { get; }
    public int ErrorRate { get; }
    public TimeSpan OutFor { get; }
    public int OutShare { get; }
    public long Body { get; }
    public int Requests { get; }
    public int PerReplica { get; }
    public int Pending { get; }
    public Balancing Way { get; }
    public HashOn HashOn { get; }
    public byte[] HashName { get; }
    public bool IsSticky { get; }
    public TimeSpan SlowStart { get; }

    /// <summary>Replicas are picked as they are where nothing is said of it.</summary>
    internal bool PicksAsUsual => Way == Balancing.LeastBusy && !IsSticky && SlowStart == TimeSpan.Zero;

    public static RoutePolicy Of(TrafficPolicy? policy) => policy is null ? Usual : new RoutePolicy(policy);

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
