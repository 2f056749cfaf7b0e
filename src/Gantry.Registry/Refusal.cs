using Microsoft.AspNetCore.Http;

namespace Gantry.Registry;

/// <summary>Why a request is not done, as clients of registries read it (distribution-spec, "Error Codes").</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Code">One of the specification's, or in its manner.</param>
/// <param name="Message">For people: what is wrong and what to do.</param>
public sealed record Refusal(int Status, string Code, string Message)
{
    /// <summary>What the refusal is about, one error for each; empty for one error about the whole.</summary>
    public IReadOnlyList<string> Digests { get; init; } = [];

    public static Refusal BlobUnknown(string digest) => new(StatusCodes.Status404NotFound, "BLOB_UNKNOWN", "This repository holds no such blob.") { Digests = [digest] };

    public static Refusal ManifestUnknown(string reference) => new(StatusCodes.Status404NotFound, "MANIFEST_UNKNOWN", $"This repository holds no manifest {reference}.");

    public static Refusal ManifestInvalid(string why) => new(StatusCodes.Status400BadRequest, "MANIFEST_INVALID", why);

    public static Refusal DigestInvalid(string why) => new(StatusCodes.Status400BadRequest, "DIGEST_INVALID", why);

    public static Refusal UploadUnknown { get; } = new(StatusCodes.Status404NotFound, "BLOB_UPLOAD_UNKNOWN", "There is no such upload; begin another.");

    public static Refusal NameUnknown(string name) => new(StatusCodes.Status404NotFound, "NAME_UNKNOWN", $"There is no repository {name}.");

    public static Refusal Unsupported(string why) => new(StatusCodes.Status405MethodNotAllowed, "UNSUPPORTED", why);

    /// <summary>Where its content comes from, nobody answers as they should.</summary>
    public static Refusal Upstream(string why) => new(StatusCodes.Status503ServiceUnavailable, "UNAVAILABLE", why);

    public static Refusal Denied(string why) => new(StatusCodes.Status403Forbidden, "DENIED", why);

    public static Refusal NoSpace { get; } = new(StatusCodes.Status507InsufficientStorage, "NO_SPACE",
        "The disk of the registry is full; nothing was stored. Make room (gantry registry gc frees what nothing needs), then push again.");
}
