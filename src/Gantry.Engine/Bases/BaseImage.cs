using System.Security.Cryptography;
using System.Text;

namespace Gantry.Engine.Bases;

/// <summary>
/// A base image made of what this machine has, for building where no registry is reachable. Equal parts make an equal image, and
/// <see cref="Fingerprint"/> says, without reading the files, whether an image made earlier is still right.
/// </summary>
public sealed record BaseImage
{
    /// <summary>The label that carries <see cref="Fingerprint"/> on the engine.</summary>
    public const string FingerprintLabel = "gantry.base.fingerprint";

    /// <summary>With a tag: <c>gantry.local/dotnet/aspnet:10.0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What <see cref="Fingerprint"/> covers along with the files' sizes and times: shown to people.</summary>
    public required string Version { get; init; }
    public required IReadOnlyList<TarPart> Parts { get; init; }

    /// <summary>Sorted by name. Values are written into the image for all to see.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Hexadecimal SHA-256.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
        Parts.Select(p => p.Identity).Concat(Environment.Select(e => $"e {e.Key}={e.Value}"))))));

    /// <summary>The image's configuration as Dockerfile instructions: what the engine's import takes as <c>changes</c>.</summary>
    public IReadOnlyList<string> Changes =>
    [
        .. Environment.Select(e => $"ENV {e.Key}=\"{e.Value}\""),
        $"LABEL {FingerprintLabel}=\"{Fingerprint}\"",
        $"LABEL org.opencontainers.image.version=\"{Version}\"",
        "CMD [\"/bin/sh\"]",
    ];

    /// <summary>Writes the image's file system as a tar archive, a file at a time.</summary>
    public Task WriteTarAsync(Stream output, CancellationToken cancel) => BaseTar.WriteAsync(Parts, output, cancel);
}
