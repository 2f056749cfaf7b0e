using Gantry.Resources;

namespace Gantry.Trust.Decisions.Signatures;

/// <summary>What to do about a signature that does not count.</summary>
internal static class RefusalText
{
    public static Problem Of(RefusalReason reason, string place, string message, string image) =>
        new(place, SignatureRefusal.CodeOf(reason), message, reason switch
        {
            RefusalReason.Unreadable => $"Remove it from the registry, and sign anew: gantry sign {image}",
            RefusalReason.TooLarge => "Remove what does not belong beside the image from the registry.",
            RefusalReason.UnknownFormat => "Sign it with cosign 2 or 3 and a key, or with gantry sign.",
            RefusalReason.Keyless => "Sign it with a key as well: cosign sign --key, or gantry sign.",
            RefusalReason.UnknownKey => "If whoever signed it is to be trusted, add their key: gantry trust key add NAME FILE",
            RefusalReason.Altered => "Take it for an attack until you know better: compare the image with what was built, and see who can push to this repository.",
            RefusalReason.OtherImage or RefusalReason.Replayed => $"See who can push to this repository. If the image is what it should be, have it signed itself: gantry sign {image}",
            RefusalReason.OtherRepository => $"Have it signed where it is used: gantry sign {image}",
            RefusalReason.KeyNotYetValid => "Wait until then, or set the key's beginning: gantry trust key add NAME FILE --not-before TIME",
            _ => $"Have it signed with a key that counts now: gantry sign {image}",
        });
}
