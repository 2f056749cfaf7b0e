using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gantry.Edge.Decisions;
using Gantry.Resources.Apps;

namespace Gantry.Edge.Tls.Clients;

/// <summary>Whether what a client has shown of itself is enough for a request.</summary>
public enum ProofVerdict
{
    Enough,

    /// <summary>It was asked for a certificate, and showed none.</summary>
    Nothing,

    /// <summary>It was asked for another host, by other authorities, or not at all: on a connection of its own it may be enough.</summary>
    Elsewhere,
}

/// <summary>What the client of a connection has shown of itself when it was asked. Good for the host that it named, and for no other.</summary>
public sealed class ClientProof
{
    private readonly string host;
    private readonly X509Certificate2? leaf;
    private readonly X509Certificate2Collection others;
    private readonly TimeProvider time;
    private readonly DateTimeOffset end;
    private Standing standing;

    internal ClientProof(string host, ClientAuthorities authorities, X509Certificate2? leaf, X509Certificate2Collection others, TimeProvider time)
    {
        (this.host, this.leaf, this.others, this.time) = (host, leaf, others, time);
        standing = new Standing(authorities, true);
        if (leaf is null) return;
        end = leaf.NotAfter;
        Field = $":{Convert.ToBase64String(leaf.RawDataMemory.Span)}:";
        Line = Encoding.ASCII.GetBytes($"{FieldName}: {Field}\r\n");
    }

    /// <summary>Tells the service whom the edge has verified (RFC 9440, 2.2). Never passed on from outside.</summary>
    public const string FieldName = "Client-Cert";

    /// <summary>Null: the client showed none.</summary>
    public string? Field { get; }

    /// <summary>The same as a line of a head.</summary>
    internal byte[]? Line { get; }

    /// <param name="proof">Null: the client was not asked.</param>
    /// <param name="host">That the request is for.</param>
    public static ProofVerdict Judge(ClientProof? proof, ClientDemand demand, ReadOnlySpan<char> host) => proof?.Judge(demand, host) ?? ProofVerdict.Elsewhere;

    private ProofVerdict Judge(ClientDemand demand, ReadOnlySpan<char> asked)
    {
        if (!HostRules<int>.NameOf(asked).Equals(host, StringComparison.OrdinalIgnoreCase)) return ProofVerdict.Elsewhere;
        var (authorities, counts) = Now();
        if (authorities.Name != demand.Authorities || !counts || (leaf is not null && time.GetUtcNow() >= end)) return ProofVerdict.Elsewhere;
        return leaf is null && demand.Mode == ClientCertificates.Require ? ProofVerdict.Nothing : ProofVerdict.Enough;
    }

    /// <summary>Judged again when the bundle was replaced: who is not vouched for any more has to come again, and is refused then.</summary>
    private Standing Now()
    {
        var known = Volatile.Read(ref standing);
        var newest = known.Authorities.Newest;
        if (ReferenceEquals(newest, known.Authorities)) return known;
        known = new Standing(newest, leaf is null || ClientVerdict.Of(leaf, others, newest.Bundle, time.GetUtcNow()) == ClientFault.None);
        Volatile.Write(ref standing, known);
        return known;
    }

    private sealed record Standing(ClientAuthorities Authorities, bool Counts);
}
