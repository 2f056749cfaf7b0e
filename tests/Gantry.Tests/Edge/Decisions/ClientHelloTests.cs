using System.Net.Security;
using Gantry.Edge.Decisions;

namespace Gantry.Tests.Edge.Decisions;

public sealed class ClientHelloTests
{
    [Fact]
    public async Task The_host_and_what_is_spoken_are_read_from_what_a_client_says_first()
    {
        var record = await SaidAsync("shop.test", "acme-tls/1");
        Assert.Equal(record.Length, ClientHello.LengthOf(record));
        Assert.Equal("shop.test", ClientHello.HostIn(ClientHello.Part(record, ClientHello.ServerNames)));
        Assert.True(ClientHello.IsOnly(ClientHello.Part(record, ClientHello.Protocols), "acme-tls/1"u8));
        Assert.False(ClientHello.IsOnly(ClientHello.Part(record, ClientHello.Protocols), "acme-tls/2"u8));
        var more = await SaidAsync("shop.test", "acme-tls/1", "http/1.1");
        Assert.False(ClientHello.IsOnly(ClientHello.Part(more, ClientHello.Protocols), "acme-tls/1"u8));
    }

    [Fact]
    public async Task One_that_is_cut_or_changed_anywhere_is_read_without_harm()
    {
        var record = await SaidAsync("shop.test", "acme-tls/1");
        for (var at = ClientHello.RecordHead; at < record.Length; at++)
        {
            _ = ClientHello.HostIn(ClientHello.Part(record.AsSpan(0, at), ClientHello.ServerNames));
            foreach (byte value in (byte[])[0, 1, 0x7F, 0xFF])
            {
                var changed = record.ToArray();
                changed[at] = value;
                _ = ClientHello.HostIn(ClientHello.Part(changed, ClientHello.ServerNames));
                _ = ClientHello.IsOnly(ClientHello.Part(changed, ClientHello.Protocols), "acme-tls/1"u8);
            }
        }
        Assert.Equal(0, ClientHello.LengthOf("GET /"u8));
        Assert.Null(ClientHello.HostIn(default));
    }

    private static async Task<byte[]> SaidAsync(string host, params string[] spoken)
    {
        using var heard = new MemoryStream();
        await using var stream = new SslStream(new Deaf(heard));
        await Assert.ThrowsAnyAsync<Exception>(() => stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, ApplicationProtocols = [.. spoken.Select(name => new SslApplicationProtocol(name))] }));
        var all = heard.ToArray();
        return all[..ClientHello.LengthOf(all)];
    }

    /// <summary>Takes what is said and answers nothing.</summary>
    private sealed class Deaf(MemoryStream into) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) => 0;
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => into.Write(buffer, offset, count);
    }
}
