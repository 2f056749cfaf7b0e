using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gantry.Edge.Takeover;

/// <summary>Passes open handles over a Unix socket (SCM_RIGHTS, unix(7)): what they stand for is the same in both processes from then on.</summary>
internal static unsafe partial class HandlePassing
{
    /// <summary>In one message; the kernel takes 253.</summary>
    private const int AtOnce = 200;

    private const int SolSocket = 1, Rights = 1, CloseOnExec = 0x40000000;
    private const int HeaderSize = 16;

    /// <exception cref="IOException">The other side is gone.</exception>
    public static void Send(Socket over, IReadOnlyList<int> handles)
    {
        for (var from = 0; from < handles.Count; from += AtOnce) SendSome(over, [.. handles.Skip(from).Take(AtOnce)]);
    }

    /// <exception cref="IOException">The other side is gone, or has sent fewer. Those that came are closed.</exception>
    public static int[] Receive(Socket over, int count)
    {
        var all = new List<int>(count);
        try
        {
            while (all.Count < count) all.AddRange(ReceiveSome(over));
            return [.. all];
        }
        catch
        {
            foreach (var handle in all) _ = Fast.Kernel.Libc.Close(handle);
            throw;
        }
    }

    private static void SendSome(Socket over, int[] handles)
    {
        var control = new byte[HeaderSize + ((AtOnce + 1) * sizeof(int))];
        byte nothing = 0;
        fixed (byte* to = control)
        {
            var length = HeaderSize + (handles.Length * sizeof(int));
            *(nint*)to = length;
            ((int*)to)[2] = SolSocket;
            ((int*)to)[3] = Rights;
            handles.CopyTo(new Span<int>(to + HeaderSize, handles.Length));
            var part = new Part { At = &nothing, Length = 1 };
            // The kernel wants what is left over to the next word counted in.
            var message = new Message { Parts = &part, PartCount = 1, Control = to, ControlLength = (length + 7) & ~7 };
            if (SendMessage((int)over.Handle, &message, Fast.Kernel.Libc.MsgNoSignal) != 1) throw new IOException($"The handles could not be passed (errno {Marshal.GetLastSystemError()}).");
        }
    }

    private static int[] ReceiveSome(Socket over)
    {
        var control = new byte[HeaderSize + ((AtOnce + 1) * sizeof(int))];
        byte nothing;
        fixed (byte* from = control)
        {
            var part = new Part { At = &nothing, Length = 1 };
            var message = new Message { Parts = &part, PartCount = 1, Control = from, ControlLength = control.Length };
            if (ReceiveMessage((int)over.Handle, &message, CloseOnExec) != 1) throw new IOException("The other side has gone.");
            if (message.ControlLength < HeaderSize || ((int*)from)[2] != SolSocket || ((int*)from)[3] != Rights) throw new IOException("The other side has sent no handles.");
            return new Span<int>(from + HeaderSize, (int)(*(nint*)from - HeaderSize) / sizeof(int)).ToArray();
        }
    }

    [LibraryImport("libc", EntryPoint = "sendmsg")]
    private static partial nint SendMessage(int handle, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg")]
    private static partial nint ReceiveMessage(int handle, Message* message, int flags);

    /// <summary><c>iovec</c>.</summary>
    private struct Part
    {
        public void* At;
        public nint Length;
    }

    /// <summary><c>msghdr</c> as it is on 64-bit Linux.</summary>
    private struct Message
    {
        public void* Name;
        public nint NameLength;
        public Part* Parts;
        public nint PartCount;
        public void* Control;
        public nint ControlLength;
        public nint Flags;
    }
}
