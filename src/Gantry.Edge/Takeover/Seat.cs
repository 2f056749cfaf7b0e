using System.Net.Sockets;

namespace Gantry.Edge.Takeover;

/// <summary>
/// The control socket of an edge: a socket of the process's own, and the name that everybody knows, which is a link to the socket of the
/// process that is in charge. A link is replaced in one step, so there is always somebody who answers.
/// </summary>
internal sealed class Seat(string known, string boot)
{
    private const int Letters = 8;

    /// <summary>The start of a boot is the time, and the end is by chance.</summary>
    private readonly string mark = Mark(boot);

    /// <summary>The socket of this process.</summary>
    public string Own => $"{known}.{mark}";

    public static string Mark(string boot) => boot[^Letters..];

    /// <summary>Sockets of other processes that may still be at work.</summary>
    public IEnumerable<string> Others() =>
        Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(known)!, $"{Path.GetFileName(known)}.*")
            .Where(path => path != Own && path.Length == Own.Length);

    /// <summary>From here on who asks at the known name asks this process.</summary>
    public void Take()
    {
        var next = $"{known}.next";
        File.Delete(next);
        File.CreateSymbolicLink(next, Path.GetFileName(Own));
        File.Move(next, known, overwrite: true);
    }

    /// <summary>Takes the known name away, if it is still this process's.</summary>
    public void Leave()
    {
        if (new FileInfo(known).LinkTarget == Path.GetFileName(Own)) File.Delete(known);
        File.Delete(Own);
    }

    public static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A client of the control API at a socket.</summary>
    public static HttpClient Client(string path) =>
        new(new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, cancellation) => ConnectAsync(path, cancellation) })
        {
            BaseAddress = new Uri("http://edge"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
}
