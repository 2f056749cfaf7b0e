using System.Net.Sockets;
using System.Net;
using Gantry.Edge.Fast.Kernel;
using Gantry.Edge.Listening;

namespace Gantry.Edge.Fast;

/// <summary>A listening socket as one loop sees it. All loops are told of a new connection in turn, and one takes it.</summary>
internal sealed unsafe class Door(Loop loop, PortListener listener, FastLane lane)
{
    /// <summary>So many are taken at once, so that the other loops get some.</summary>
    private const int AtOnce = 16;

    /// <summary>After running out of handles, in milliseconds.</summary>
    private const long Breath = 50;

    private long pausedUntil;
    private ulong token;

    public void Open()
    {
        token = loop.AddDoor(this);
        Watch();
    }

    public void Close()
    {
        var held = false;
        try
        {
            listener.Handle.DangerousAddRef(ref held);
            loop.Poll.Forget((int)listener.Handle.DangerousGetHandle());
        }
        catch (ObjectDisposedException)
        {
            // Closed already, and with that forgotten.
        }
        finally
        {
            if (held) listener.Handle.DangerousRelease();
        }
        loop.RemoveDoor(this);
    }

    public void Happened()
    {
        // Holding it keeps its number from being given to another socket while we accept from it.
        var held = false;
        try
        {
            listener.Handle.DangerousAddRef(ref held);
            var handle = (int)listener.Handle.DangerousGetHandle();
            for (var i = 0; i < AtOnce && Accept(handle); i++)
            {
            }
        }
        catch (ObjectDisposedException)
        {
            // It was closed after it had told of a connection.
        }
        finally
        {
            if (held) listener.Handle.DangerousRelease();
        }
    }

    private bool Accept(int handle)
    {
        const int Size = 28;
        var address = stackalloc byte[Size];
        var length = Size;
        var accepted = Libc.Accept(handle, address, &length, Libc.SockNonBlock | Libc.SockCloseOnExec);
        if (accepted >= 0)
        {
            lane.Welcome(loop, accepted, Remote(address), listener.EndPoint);
            return true;
        }
        // What waits in the queue is not lost by waiting a little.
        if (Libc.Errno is Libc.EMFile or Libc.ENFile or Libc.ENoMem or Libc.ENoBufs) Pause(handle);
        return false;
    }

    private void Pause(int handle)
    {
        loop.Poll.Forget(handle);
        pausedUntil = loop.Now + Breath;
        loop.Paused(this);
    }

    /// <summary>Ends the pause if it has been long enough.</summary>
    public bool GoesOn()
    {
        if (loop.Now < pausedUntil) return false;
        Watch();
        return true;
    }

    private void Watch()
    {
        var held = false;
        try
        {
            listener.Handle.DangerousAddRef(ref held);
            loop.Poll.Watch((int)listener.Handle.DangerousGetHandle(), token, Libc.EpollIn | Libc.EpollExclusive);
        }
        catch (ObjectDisposedException)
        {
            // Closed before it was opened here.
        }
        finally
        {
            if (held) listener.Handle.DangerousRelease();
        }
    }

    private static IPAddress Remote(byte* address)
    {
        const ushort Version4 = 2;
        return *(ushort*)address == Version4
            ? new IPAddress(new ReadOnlySpan<byte>(address + 4, 4))
            : new IPAddress(new ReadOnlySpan<byte>(address + 8, 16), *(uint*)(address + 24));
    }
}
