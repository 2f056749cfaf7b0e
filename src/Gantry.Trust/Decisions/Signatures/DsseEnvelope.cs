using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gantry.Trust.Decisions.Signatures;

/// <summary>A payload, its type, and signatures over both (DSSE 1.0).</summary>
/// <param name="Signatures">DER.</param>
public sealed record DsseEnvelope(string PayloadType, byte[] Payload, IReadOnlyList<byte[]> Signatures)
{
    /// <summary>More than anybody puts on one.</summary>
    private const int MostSignatures = 16;

    /// <summary>What is signed: the type cannot be exchanged without it being seen, and no payload passes for another's beginning.</summary>
    public byte[] Signed => PreAuthentication(PayloadType, Payload);

    /// <returns>Null for what is no envelope.</returns>
    public static DsseEnvelope? Read(JsonElement envelope)
    {
        if (envelope.Text("payloadType") is not { } type || envelope.Bytes("payload") is not { } payload) return null;
        var signatures = envelope.Items("signatures");
        if (signatures.Count is 0 or > MostSignatures) return null;
        var read = signatures.Select(s => s.Bytes("sig")).OfType<byte[]>().ToList();
        return read.Count == signatures.Count ? new DsseEnvelope(type, payload, read) : null;
    }

    public static byte[] PreAuthentication(string type, ReadOnlySpan<byte> payload)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"DSSEv1 {Encoding.UTF8.GetByteCount(type)} {type} {payload.Length} ");
        return [.. Encoding.UTF8.GetBytes(head), .. payload];
    }
}
