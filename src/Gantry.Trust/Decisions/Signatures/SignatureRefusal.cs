using Gantry.Resources;

namespace Gantry.Trust.Decisions.Signatures;

/// <summary>Why a signature does not count.</summary>
public enum RefusalReason
{
    /// <summary>It is not of the form that its kind has.</summary>
    Unreadable,

    /// <summary>It is larger, or there are more, than is looked at.</summary>
    TooLarge,

    /// <summary>A bundle of a version or a kind that is not known.</summary>
    UnknownFormat,

    /// <summary>It was made with a certificate instead of a key.</summary>
    Keyless,

    /// <summary>None of the trusted keys made it.</summary>
    UnknownKey,

    /// <summary>What was signed has been changed since.</summary>
    Altered,

    /// <summary>It is about an image of another repository.</summary>
    OtherImage,

    /// <summary>It is about another image of the same repository, such as an older one.</summary>
    Replayed,

    /// <summary>It is about this image, but in another repository.</summary>
    OtherRepository,

    /// <summary>It was first seen before its key began to count.</summary>
    KeyNotYetValid,

    /// <summary>It was first seen after its key ceased to count.</summary>
    KeyExpired,
}

/// <summary>A signature that does not count.</summary>
/// <param name="Key">The name of the key that made it; null where that is not known.</param>
public sealed record SignatureRefusal(RefusalReason Reason, string? Key, Problem Problem)
{
    /// <summary><c>signature.key-expired</c> and the like.</summary>
    public static string CodeOf(RefusalReason reason) => reason switch
    {
        RefusalReason.Unreadable => "signature.unreadable",
        RefusalReason.TooLarge => "signature.too-large",
        RefusalReason.UnknownFormat => "signature.unknown-format",
        RefusalReason.Keyless => "signature.keyless",
        RefusalReason.UnknownKey => "signature.unknown-key",
        RefusalReason.Altered => "signature.altered",
        RefusalReason.OtherImage => "signature.other-image",
        RefusalReason.Replayed => "signature.replayed",
        RefusalReason.OtherRepository => "signature.other-repository",
        RefusalReason.KeyNotYetValid => "signature.key-not-yet-valid",
        _ => "signature.key-expired",
    };
}
