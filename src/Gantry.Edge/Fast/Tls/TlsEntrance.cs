using System.Runtime.InteropServices;
using System.Text;
using Gantry.Edge.Tls;

namespace Gantry.Edge.Fast.Tls;

/// <summary>Makes sessions on the loops, with the certificate of the host that each asks for.</summary>
internal sealed unsafe class TlsEntrance : IDisposable
{
    /// <summary>So long tickets are sealed with one key. Who could read it later could read what was said under it, so it is not kept.</summary>
    private static readonly TimeSpan KeyLife = TimeSpan.FromHours(12);

    private readonly nint self;
    private readonly ITimer timer;
    private TlsContext context;

    public TlsEntrance(CertificateShelf certificates, TimeProvider time)
    {
        // It lives as long as the process, and so does what callbacks find it by.
        self = GCHandle.ToIntPtr(GCHandle.Alloc(certificates));
        context = TlsContext.ForHandshakes(&Choose, self);
        timer = time.CreateTimer(_ => Renew(), null, KeyLife, KeyLife);
        // Who comes back with a ticket is not shown a certificate, so tickets do not outlive those that were in use.
        certificates.Renewed += Renew;
    }

    public TlsLink Begin(int handle, byte* room, int length)
    {
        var current = Volatile.Read(ref context);
        var link = new TlsLink(current.Pointer, handle, room, length);
        GC.KeepAlive(current);
        return link;
    }

    public void Dispose() => timer.Dispose();

    private void Renew() => Volatile.Write(ref context, TlsContext.ForHandshakes(&Choose, self));

    [UnmanagedCallersOnly]
    private static int Choose(nint session, int* alert, nint argument)
    {
        const int UnrecognizedName = 112;
        try
        {
            var name = Libssl.ServerName(session, Libssl.HostName);
            var certificates = (CertificateShelf)GCHandle.FromIntPtr(argument).Target!;
            // For another name there is none, and the handshake fails: nobody learns what else is served.
            if (name != null && certificates.ContextFor(Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name))) is { } found)
            {
                var used = Libssl.UseContext(session, found.Pointer);
                GC.KeepAlive(found);
                if (used != 0) return Libssl.Ok;
            }
        }
        catch (Exception)
        {
            // Nothing may be thrown through the library.
        }
        *alert = UnrecognizedName;
        return Libssl.AlertFatal;
    }
}
