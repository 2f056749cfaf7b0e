using System.Net.Sockets;
using System.Text;

namespace Gantry.Resources.Engines;

/// <summary>Where a container engine may answer, and whether one does. The command line and the platform look in the same places.</summary>
public static class EngineSockets
{
    /// <summary>
    /// Paths to try, in order. <c>DOCKER_HOST</c> alone when it is set; otherwise Docker's socket, the user's own Docker,
    /// Podman's, the user's own Podman.
    /// </summary>
    /// <exception cref="FormatException"><c>DOCKER_HOST</c> names something other than a Unix socket.</exception>
    public static IReadOnlyList<string> Candidates(Func<string, string?> environment)
    {
        if (environment("DOCKER_HOST") is { Length: > 0 } host)
        {
            if (host.StartsWith("unix://", StringComparison.Ordinal)) return [host["unix://".Length..]];
            if (host.StartsWith('/')) return [host];
            throw new FormatException($"DOCKER_HOST is {host}: only unix:// sockets are supported.");
        }

        List<string> paths = ["/var/run/docker.sock"];
        var run = environment("XDG_RUNTIME_DIR") is { Length: > 0 } own ? own : null;
        if (run is not null) paths.Add($"{run}/docker.sock");
        paths.Add("/run/podman/podman.sock");
        if (run is not null) paths.Add($"{run}/podman/podman.sock");
        return paths;
    }

    /// <summary>One that accepts a connection and says nothing may have much to do. Where none listens, that is known at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>The first that answers a ping; null when none does.</summary>
    public static async Task<string?> FindAsync(IEnumerable<string> candidates, CancellationToken cancel)
    {
        foreach (var path in candidates)
        {
            if (await AnswersAsync(path, cancel)) return path;
        }

        return null;
    }

    /// <summary>True when an engine answers there within 15 s.</summary>
    public static async Task<bool> AnswersAsync(string path, CancellationToken cancel)
    {
        if (!File.Exists(path)) return false;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Patience);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), deadline.Token);
            await socket.SendAsync("GET /_ping HTTP/1.0\r\nHost: engine\r\n\r\n"u8.ToArray(), deadline.Token);
            var answer = new byte[64];
            var length = await socket.ReceiveAsync(answer, deadline.Token);
            return Encoding.ASCII.GetString(answer, 0, length).Split(' ') is [_, "200", ..];
        }
        catch (Exception away) when (away is SocketException or IOException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }
}
