using System.Net.Sockets;
using Gantry.Resources;

namespace Gantry.Engine.Docker;

/// <summary>Where an engine listens: <c>unix:///var/run/docker.sock</c>, a bare path, or <c>tcp://host:port</c> without encryption.</summary>
internal sealed record EngineAddress(string Text)
{
    private string? Path => Text.StartsWith("unix://", StringComparison.Ordinal) ? Text["unix://".Length..]
        : Text.StartsWith('/') ? Text : null;

    public async ValueTask<Stream> ConnectAsync(CancellationToken cancel)
    {
        var socket = Path is not null
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (Path is { } path) await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            else
            {
                var uri = new Uri(Text);
                await socket.ConnectAsync(uri.Host, uri.Port, cancel);
            }
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What it means that a call broke.</summary>
    public EngineUnavailableException Unavailable(Exception broken)
    {
        for (var cause = broken; cause is not null; cause = cause.InnerException!)
        {
            if (cause is SocketException { SocketErrorCode: SocketError.AccessDenied })
            {
                return new EngineUnavailableException(new Problem(Text, EngineCodes.NoPermission,
                    $"This user may not talk to the container engine at {Text}.",
                    "Run it as root, or add the user to the group that owns the socket (`usermod -aG docker $USER`, then log in again)."), broken);
            }
            if (cause is OperationCanceledException or TimeoutException)
            {
                return new EngineUnavailableException(new Problem(Text, EngineCodes.Timeout,
                    $"The container engine at {Text} did not answer in time.",
                    "See what it is doing with `journalctl -u docker -n 50`, and restart it if it hangs."), broken);
            }
        }
        return new EngineUnavailableException(new Problem(Text, EngineCodes.NotRunning,
            $"The container engine at {Text} does not answer.",
            "Start it (`systemctl start docker`, or `dockerd`), or set DOCKER_HOST to the socket of one that runs."), broken);
    }
}
