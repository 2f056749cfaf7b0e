using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Gantry.Edge.Decisions.Guarding;

/// <summary>Tells clients apart by their addresses. Of IPv6 by the network: whoever has one has 2^64 addresses in it.</summary>
public static class ClientKey
{
    public static ulong Of(IPAddress? address)
    {
        if (address is null) return 0;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetwork) return BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return address.IsIPv4MappedToIPv6 ? BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) : BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }
}
