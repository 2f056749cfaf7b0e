namespace Gantry.Trust.Decisions.Signatures;

/// <summary>A key whose signatures count, and from when to when it does.</summary>
/// <param name="NotBefore">Null: ever since.</param>
/// <param name="NotAfter">From this moment on it signs nothing new; null: it does not end.</param>
public sealed record TrustedKey(string Name, PublicKey Key, DateTimeOffset? NotBefore = null, DateTimeOffset? NotAfter = null)
{
    public bool IsValidAt(DateTimeOffset at) => !BeginsAfter(at) && !EndedBy(at);

    public bool BeginsAfter(DateTimeOffset at) => at < NotBefore;

    public bool EndedBy(DateTimeOffset at) => at >= NotAfter;
}

/// <summary>Whose signatures count, and how many of them it takes.</summary>
/// <param name="Threshold">Of different keys: one that has two names counts once.</param>
public sealed record TrustedKeys(IReadOnlyList<TrustedKey> Keys, int Threshold = 1);
