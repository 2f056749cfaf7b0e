using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Responder;

/// <summary>A request, as far as the tests need it.</summary>
internal sealed record Request(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string? Parameter(string name) => Query.Split('&').Select(p => p.Split('=', 2))
        .Where(p => p[0] == name).Select(p => p.Length > 1 ? Uri.UnescapeDataString(p[1]) : "").FirstOrDefault();
}

/// <summary>HTTP/1.1 on a socket: reads requests and writes answers, both with their lengths said.</summary>
internal sealed class Wire(Socket socket)
{
    private byte[] _buffer = new byte[8192];
    private int _length;

    public Socket Socket => socket;

    /// <summary>Null at the end of the connection.</summary>
    /// <param name="idle">Ends the waiting for a request that has not begun.</param>
    public async Task<Request?> ReadAsync(CancellationToken idle)
    {
        int end;
        while ((end = _buffer.AsSpan(0, _length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await MoreAsync(_length == 0 ? idle : CancellationToken.None)) return null;
        }

        var lines = Encoding.Latin1.GetString(_buffer, 0, end).Split("\r\n");
        var first = lines[0].Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        Drop(end + 4);
        var size = headers.TryGetValue("Content-Length", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        while (_length < size)
        {
            if (!await MoreAsync(CancellationToken.None)) return null;
        }

        var body = Encoding.UTF8.GetString(_buffer, 0, size);
        Drop(size);
        var target = first[1].Split('?', 2);
        return new Request(first[0], target[0], target.Length > 1 ? target[1] : "", headers, body);
    }

    public async Task AnswerAsync(int status, string body, bool last)
    {
        var bytes = Encoding.UTF8.GetByteCount(body);
        var text = string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} -\r\nContent-Type: text/plain\r\nContent-Length: {bytes}\r\n{(last ? "Connection: close\r\n" : "")}\r\n{body}");
        await SendAsync(Encoding.UTF8.GetBytes(text));
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None)..];
    }

    /// <summary>So many bytes, whatever they are; null at the end of the connection.</summary>
    public async Task<byte[]?> BytesAsync(int count)
    {
        while (_length < count)
        {
            if (!await MoreAsync(CancellationToken.None)) return null;
        }

        var bytes = _buffer[..count];
        Drop(count);
        return bytes;
    }

    private async Task<bool> MoreAsync(CancellationToken cancel)
    {
        if (_length == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var got = await socket.ReceiveAsync(_buffer.AsMemory(_length), SocketFlags.None, cancel);
        _length += got;
        return got > 0;
    }

    private void Drop(int count)
    {
        _length -= count;
        _buffer.AsSpan(count, _length).CopyTo(_buffer);
    }
}
