using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Shop;

/// <summary>The store did not do it. What was asked for may have happened when the connection broke after it was sent.</summary>
public sealed class StoreAwayException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Talks to the store by its name, over connections that are kept for the next caller, but not for long: so nothing is under way on
/// an old one by the time a store that is being replaced has waited out its drain.
/// </summary>
public sealed class StoreClient(string address) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20), Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);
    private readonly ConcurrentQueue<Connection> _idle = [];

    private sealed record Connection(Socket Socket, NetworkStream Stream, PipeReader Reader, PipeWriter Writer) : IDisposable
    {
        private readonly long _since = Stopwatch.GetTimestamp();

        /// <summary>Old, or readable with nothing to read: the other side has said goodbye while nobody was looking.</summary>
        public bool IsOver => Stopwatch.GetElapsedTime(_since) > Age || (Socket.Poll(0, SelectMode.SelectRead) && Socket.Available == 0);

        public void Dispose() => Stream.Dispose();
    }

    /// <param name="wait">How long the store itself may take before it answers, for commands that wait for something.</param>
    /// <exception cref="StoreAwayException">No connection, no answer in time, or a refusal: its disk may be full.</exception>
    public async Task<object?> AskAsync(TimeSpan wait, CancellationToken cancel, params string[] command)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Patience + wait);
        while (true)
        {
            Connection? connection = null;
            try
            {
                connection = await ConnectionAsync(deadline.Token);
                Resp.Write(connection.Writer, command);
                await connection.Writer.FlushAsync(deadline.Token);
                var reply = await Resp.ReadAsync(connection.Reader, deadline.Token);
                _idle.Enqueue(connection);
                return reply is Complaint complaint ? throw new StoreAwayException($"{address} refuses {command[0]}: {complaint.Text}") : reply;
            }
            catch (Exception e) when (e is IOException or InvalidDataException or OperationCanceledException)
            {
                connection?.Dispose();
                cancel.ThrowIfCancellationRequested();
                if (!MayRepeat(command) || deadline.IsCancellationRequested) throw new StoreAwayException($"{address} does not answer", e);
            }

            await Task.Delay(Pause, cancel);
        }
    }

    /// <summary>When the connection breaks nobody knows whether the command was carried out; for these it makes no difference.</summary>
    private static bool MayRepeat(string[] command) => command[0] is "PING" or "GET" or "SET" or "LLEN" or "LRANGE" or "LTRIM";

    public Task<object?> AskAsync(CancellationToken cancel, params string[] command) => AskAsync(TimeSpan.Zero, cancel, command);

    private async ValueTask<Connection> ConnectionAsync(CancellationToken cancel)
    {
        while (_idle.TryDequeue(out var idle))
        {
            if (!idle.IsOver) return idle;
            idle.Dispose();
        }

        var socket = await ConnectAsync(cancel);
        var stream = new NetworkStream(socket, ownsSocket: true);
        return new(socket, stream, PipeReader.Create(stream), PipeWriter.Create(stream));
    }

    /// <summary>Tries until the time is up: a store that is being replaced is not there for a moment.</summary>
    private async Task<Socket> ConnectAsync(CancellationToken cancel)
    {
        var (host, port) = (address.Split(':')[0], int.Parse(address.Split(':')[1]));
        while (true)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(host, port, cancel);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
                await Task.Delay(Pause, cancel);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    public void Dispose()
    {
        foreach (var connection in _idle) connection.Dispose();
    }
}
