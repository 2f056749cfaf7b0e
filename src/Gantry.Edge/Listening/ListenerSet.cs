using System.Net;
using System.Net.Sockets;
using Gantry.Edge.Decisions;
using Gantry.Edge.Forwarding;
using Gantry.Resources.Edges;

namespace Gantry.Edge.Listening;

/// <summary>Keeps listening on exactly what the plan says. What cannot be listened on is reported and tried again.</summary>
public sealed class ListenerSet(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly Lock sync = new();
    private readonly Dictionary<IPEndPoint, PortListener> open = [];
    private readonly Dictionary<IPEndPoint, Socket> inherited = [];

    /// <summary>Those of them that are on every address of the machine: they overlap with others of their port.</summary>
    private readonly List<PortListener> everywhere = [];
    private ListenPlan plan = ListenPlan.Nothing;
    private List<ListenFailure> failures = [];
    private Action<PortListener>? opened;
    private ITimer? retry;
    private bool closed;

    /// <summary>The failures are others than before.</summary>
    public event Action? FailuresChanged;

    /// <summary>The plan is another than before.</summary>
    public Pulse Planned { get; } = new();

    public IReadOnlyList<ListenFailure> Failures
    {
        get { lock (sync) return [.. plan.Conflicts, .. failures]; }
    }

    /// <summary>What is in force; the next is made from it.</summary>
    public ListenPlan Plan => Volatile.Read(ref plan);

    public IReadOnlyList<PortListener> Open
    {
        get { lock (sync) return [.. open.Values]; }
    }

    /// <summary>Whose word is taken for whom a connection is from.</summary>
    public Trust Trust { get; init; } = Trust.Nobody;

    public ListenTarget? TargetOf(IPEndPoint endpoint) => Plan.Targets.GetValueOrDefault(endpoint);

    /// <summary>Sockets of another process that listen already: they are used where the plan has their address, and closed by <see cref="Opened"/> otherwise.</summary>
    public void Inherit(IEnumerable<KeyValuePair<IPEndPoint, Socket>> sockets)
    {
        lock (sync)
        {
            foreach (var (endpoint, socket) in sockets) inherited[endpoint] = socket;
        }
    }

    /// <summary>Says who takes the connections. Until then they wait.</summary>
    public void Welcome(Action<Socket, IPEndPoint> taker) =>
        // Not from where it is opened: what is waiting already would be welcomed under the lock.
        Opened(listener => listener.Start(taker, time));

    /// <summary>Returns when every connection that was accepted has been welcomed, after they were told to leave.</summary>
    public Task SettleAsync() => Task.WhenAll(Open.Select(listener => listener.Accepting));

    /// <summary>Says who accepts from a listener that was opened, or will be. Called under a lock.</summary>
    public void Opened(Action<PortListener> taker)
    {
        lock (sync)
        {
            opened = taker;
            foreach (var listener in open.Values) taker(listener);
            foreach (var socket in inherited.Values) socket.Dispose();
            inherited.Clear();
        }
    }

    public void Apply(ListenPlan next)
    {
        var changed = false;
        lock (sync)
        {
            var (before, same) = (Failures, next.HasAddressesOf(plan));
            Volatile.Write(ref plan, next);
            if (!closed && (!same || failures.Count > 0))
            {
                CloseOthers();
                OpenMissing();
                changed = !before.SequenceEqual(Failures);
            }
        }
        Planned.Beat();
        if (changed) FailuresChanged?.Invoke();
    }

    /// <summary>Stops accepting, for another process has the sockets too; connections that are open stay.</summary>
    /// <param name="settled">Returns when whoever accepts has let go of all that it was told to leave.</param>
    public async Task RetireAsync(Func<Task> settled)
    {
        lock (sync)
        {
            closed = true;
            retry?.Dispose();
            foreach (var listener in open.Values) listener.Leave();
        }
        // Before the handles are closed: the kernel goes on telling of a socket that another process has open.
        await settled();
        Dispose();
    }

    /// <summary>Stops listening; connections that are open stay.</summary>
    public void Dispose()
    {
        lock (sync)
        {
            closed = true;
            retry?.Dispose();
            foreach (var listener in open.Values) listener.Dispose();
            open.Clear();
        }
    }

    private void CloseOthers()
    {
        foreach (var (endpoint, listener) in open)
        {
            if (plan.Targets.ContainsKey(endpoint)) continue;
            open.Remove(endpoint);
            everywhere.Remove(listener);
            listener.Dispose();
        }
    }

    private void OpenMissing()
    {
        var failed = new List<ListenFailure>();
        foreach (var (endpoint, target) in plan.Targets)
        {
            if (open.ContainsKey(endpoint)) continue;
            try
            {
                var listener = inherited.Remove(endpoint, out var socket) ? new PortListener(socket, endpoint) : OpenNew(endpoint, target.IsPrivate || IPAddress.IsLoopback(endpoint.Address));
                open.Add(endpoint, listener);
                if (IsAny(endpoint.Address)) everywhere.Add(listener);
                opened?.Invoke(listener);
            }
            catch (SocketException error)
            {
                failed.Add(new ListenFailure(target.Route ?? "", endpoint.Address.ToString(), endpoint.Port, Reason(error)));
            }
        }
        failures = failed;
        retry?.Dispose();
        retry = failed.Count == 0 ? null : time.CreateTimer(_ => Retry(), null, Again, Timeout.InfiniteTimeSpan);
    }

    private void Retry()
    {
        bool changed;
        lock (sync)
        {
            if (closed) return;
            var before = failures;
            OpenMissing();
            changed = !before.SequenceEqual(failures);
        }
        if (changed) FailuresChanged?.Invoke();
    }

    private PortListener OpenNew(IPEndPoint endpoint, bool isLocal)
    {
        var overlapping = Overlapping(endpoint);
        foreach (var other in overlapping) other.Share();
        return PortListener.Open(endpoint, shared: overlapping.Length > 0, isLocal);
    }

    private PortListener[] Overlapping(IPEndPoint endpoint) =>
        [.. (IsAny(endpoint.Address) ? open.Values : (IEnumerable<PortListener>)everywhere).Where(other => other.EndPoint.Port == endpoint.Port)];

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static string Reason(SocketException error) => error.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "another process listens there",
        SocketError.AddressNotAvailable => "the address is not one of this machine",
        SocketError.AccessDenied => "the edge is not allowed to listen on this port",
        _ => error.Message,
    };
}
