using Gantry.Resources;
using Gantry.Trust.Decisions.Signatures;

namespace Gantry.Trust.Signatures;

/// <summary>A key that signs and is never seen. Every call throws <see cref="SigningKeyException"/> when it cannot be had.</summary>
public interface ISigningKey
{
    Task<PublicKey> PublicAsync(CancellationToken cancel);

    /// <returns>ECDSA over SHA-256 of the content, in DER.</returns>
    Task<byte[]> SignAsync(ReadOnlyMemory<byte> content, CancellationToken cancel);
}

/// <summary>The platform's key cannot be had.</summary>
public sealed class SigningKeyException(Problem problem, Exception? inner = null) : Exception(problem.Message, inner)
{
    public Problem Problem { get; } = problem;
}
