using System.Net.Sockets;

namespace Gantry.Integration.Support;

/// <summary>Whether anybody listens on an engine's socket.</summary>
public static class EnginePing
{
    public static async Task<bool> AnswersAsync(string path)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
