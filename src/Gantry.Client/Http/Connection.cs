using System.Net.Sockets;

namespace Gantry.Client.Http;

/// <summary>A Unix socket that is read through a buffer.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _at, _end;

    /// <summary>What has arrived and has not been taken.</summary>
    public ReadOnlySpan<byte> Arrived => _buffer.AsSpan(_at, _end - _at);

    public async Task OpenAsync(string path, CancellationToken cancel) => await _socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (bytes.Length > 0) bytes = bytes[await _socket.SendAsync(bytes, cancel)..];
    }

    public void Take(int bytes) => _at += bytes;

    /// <summary>Waits for more than <see cref="Arrived"/>.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="IOException">The buffer is full of what nobody takes.</exception>
    public async ValueTask<bool> MoreAsync(CancellationToken cancel)
    {
        if (_at > 0)
        {
            Arrived.CopyTo(_buffer);
            (_at, _end) = (0, _end - _at);
        }

        if (_end == _buffer.Length) throw new IOException($"A line of the answer's framing is longer than {_buffer.Length} bytes.");
        var read = await _socket.ReceiveAsync(_buffer.AsMemory(_end), cancel);
        _end += read;
        return read > 0;
    }

    /// <summary>Bytes of the content, first those that have arrived. 0 at the end.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> to, CancellationToken cancel)
    {
        var arrived = Math.Min(to.Length, _end - _at);
        if (arrived == 0) return _socket.ReceiveAsync(to, cancel);
        Arrived[..arrived].CopyTo(to.Span);
        Take(arrived);
        return ValueTask.FromResult(arrived);
    }

    public void Dispose() => _socket.Dispose();
}
