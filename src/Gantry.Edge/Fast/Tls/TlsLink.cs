using System.Runtime.InteropServices;
using Gantry.Edge.Decisions;
using Gantry.Edge.Tls;
using Gantry.Edge.Tls.Clients;

namespace Gantry.Edge.Fast.Tls;

/// <summary>One session with a client. Used by one thread at a time: a loop's, or after the hand-over whoever holds its stream's lock.</summary>
internal sealed unsafe class TlsLink : IDisposable
{
    private readonly CipherPort* port;
    private nint session;

    /// <param name="handle">Of the socket to read from.</param>
    /// <param name="room">Where records to be sent are put.</param>
    public TlsLink(nint context, int handle, byte* room, int length)
    {
        port = (CipherPort*)NativeMemory.AllocZeroed((nuint)sizeof(CipherPort));
        port->Handle = handle;
        port->Out = room;
        port->OutRoom = length;
        session = Libssl.New(context);
        if (session == 0) throw new OutOfMemoryException("OpenSSL gives no session.");
        var bio = CipherPort.Around(port);
        Libssl.SetPort(session, bio, bio);
        Libssl.SetServer(session);
    }

    ~TlsLink() => Free();

    /// <summary>What is to be sent before anything else: records that were written since it was last taken.</summary>
    public ReadOnlySpan<byte> Written => new(port->Out, port->OutLength);
    public int WrittenLength => port->OutLength;
    public bool IsReady { get; private set; }

    /// <summary>There may be something to read: of the kernel, or read already and not opened.</summary>
    public bool HasMore => port->HasMore || HasUnread;

    /// <summary>Something was read already and not opened.</summary>
    public bool HasUnread => Libssl.HasPending(session) == 1;

    public Wire Wire => Protocol.SequenceEqual("h2"u8) ? Wire.Http2 : Wire.Http1;

    /// <summary>An authority looked at a host, and has seen all that there is.</summary>
    public bool IsForChallenge => Protocol.SequenceEqual(ChallengeCertificate.Protocol);

    /// <summary>What the client has shown of itself; null: it was not asked. Good when it is ready.</summary>
    public ClientProof? Proof { get; private set; }

    private ReadOnlySpan<byte> Protocol
    {
        get
        {
            byte* protocol;
            uint length;
            Libssl.Alpn(session, &protocol, &length);
            return new ReadOnlySpan<byte>(protocol, (int)length);
        }
    }

    public bool IsTls13 => Libssl.Version(session) == Libssl.Tls13;
    public ushort Suite => Libssl.NumberOf(Libssl.Suite(session));
    public string HostName => Marshal.PtrToStringAnsi((nint)Libssl.ServerName(session, Libssl.HostName)) ?? "";

    /// <summary>The kernel told of something to read.</summary>
    public void Note(bool isEnding)
    {
        port->HasMore = true;
        port->IsEnding |= isEnding;
    }

    public void Taken() => port->OutLength = 0;

    /// <summary>Goes on with the handshake.</summary>
    /// <returns>False: nothing will come of it. What was written says why.</returns>
    public bool Handshake()
    {
        var result = Libssl.Handshake(session);
        IsReady = result == 1;
        if (IsReady) Proof = ClientHandshake.ProofOf(session);
        return IsReady || Wanted(result) == Libssl.WantRead;
    }

    /// <returns>How much; 0 at the end, or -1 for nothing now, or -2 for a broken connection or something that is no TLS.</returns>
    public int Read(byte* to, int most)
    {
        var got = Libssl.Read(session, to, most);
        if (got > 0) return got;
        return Wanted(got) switch
        {
            Libssl.WantRead => -1,
            Libssl.ZeroReturn => 0,
            _ => -2,
        };
    }

    /// <returns>False: nothing can be written any more.</returns>
    public bool Write(byte* from, int length)
    {
        for (var written = 0; written < length;)
        {
            var took = Libssl.Write(session, from + written, length - written);
            if (took <= 0)
            {
                Libcrypto.ClearErrors();
                return false;
            }
            written += took;
        }
        return true;
    }

    /// <summary>Writes that nothing will be written any more.</summary>
    public void SayGoodbye()
    {
        if (IsReady && Libssl.Shutdown(session) < 0) Libcrypto.ClearErrors();
    }

    /// <summary>From now on it is fed by <see cref="Feed"/> and not by the socket.</summary>
    public void Unplug()
    {
        port->Handle = -1;
        port->Out = null;
        port->OutLength = port->OutRoom = 0;
        port->HasMore = true;
    }

    /// <summary>Says where records are to be read from and written to during the next call.</summary>
    public void Feed(byte* from, int length, bool isLast, byte* room, int roomLength)
    {
        port->In = from;
        port->InLeft = length;
        port->HasMore = !isLast;
        port->Out = room;
        port->OutLength = 0;
        port->OutRoom = roomLength;
    }

    /// <summary>So much of what it was fed was not read.</summary>
    public int Left => port->InLeft;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private int Wanted(int result)
    {
        var wanted = Libssl.ErrorOf(session, result);
        if (wanted != Libssl.WantRead) Libcrypto.ClearErrors();
        return wanted;
    }

    private void Free()
    {
        if (session == 0) return;
        ClientHandshake.End(session);
        Libssl.Free(session);
        NativeMemory.Free(port);
        session = 0;
    }
}
