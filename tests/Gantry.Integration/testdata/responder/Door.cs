using System.Net;
using System.Net.Sockets;

namespace Responder;

/// <summary>A listening port and the connections that came in through it.</summary>
internal sealed class Door
{
    private readonly Socket _listener;
    private readonly CancellationTokenSource _shut = new();
    private readonly TaskCompletionSource _empty = new();
    private int _open = 1;

    private Door(Socket listener) => _listener = listener;

    /// <param name="serve">Is given a token that says: end when the request at hand has been answered.</param>
    public static Door Open(int port, Func<Socket, CancellationToken, Task> serve)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Any, port));
        listener.Listen(512);
        var door = new Door(listener);
        _ = door.AcceptAsync(serve);
        return door;
    }

    public void Shut()
    {
        _shut.Cancel();
        _listener.Dispose();
    }

    /// <summary>False when somebody is still there after that time.</summary>
    public async Task<bool> EmptyAsync(TimeSpan patience) => await Task.WhenAny(_empty.Task, Task.Delay(patience)) == _empty.Task;

    private async Task AcceptAsync(Func<Socket, CancellationToken, Task> serve)
    {
        try
        {
            while (!_shut.IsCancellationRequested)
            {
                var client = await _listener.AcceptAsync();
                client.NoDelay = true;
                Interlocked.Increment(ref _open);
                _ = ServeAsync(client, serve);
            }
        }
        catch (SocketException) when (_shut.IsCancellationRequested)
        {
            // Shut while it waited.
        }
        catch (ObjectDisposedException)
        {
            // Shut before it waited again.
        }

        Left();
    }

    private async Task ServeAsync(Socket client, Func<Socket, CancellationToken, Task> serve)
    {
        try
        {
            await serve(client, _shut.Token);
        }
        catch (Exception gone) when (gone is SocketException or IOException or OperationCanceledException)
        {
            // The other side has left, or this one is to.
        }
        catch (Exception bug)
        {
            Console.Error.WriteLine($"responder: {bug}");
        }
        finally
        {
            client.Dispose();
            Left();
        }
    }

    private void Left()
    {
        if (Interlocked.Decrement(ref _open) == 0) _empty.TrySetResult();
    }
}
