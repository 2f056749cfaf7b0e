using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gantry.Integration.Platform.Registry;

/// <summary>An image of random bytes in a folder, as skopeo and its kin read it (<c>dir:</c>).</summary>
internal static class RandomImage
{
    /// <summary>What is compressed already is left as it is.</summary>
    private static readonly byte[] Gzip = [0x1f, 0x8b, 0x08];

    /// <param name="layers">Sizes in bytes.</param>
    public static string Make(string folder, params int[] layers)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "version"), "Directory Transport Version: 1.1\n");
        var parts = layers.Select(size => Blob(folder, [.. Gzip, .. RandomNumberGenerator.GetBytes(size)])).ToList();
        var config = Blob(folder, Encoding.UTF8.GetBytes(
            $$"""{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[{{string.Join(',', parts.Select(p => $"\"sha256:{p.Hex}\""))}}]} }"""));
        File.WriteAllText(Path.Combine(folder, "manifest.json"), string.Create(CultureInfo.InvariantCulture, $$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
             "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:{{config.Hex}}","size":{{config.Size}}},
             "layers":[{{string.Join(',', parts.Select(p => $$"""{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:{{p.Hex}}","size":{{p.Size}} }"""))}}]}
            """));
        return folder;
    }

    private static (string Hex, int Size) Blob(string folder, byte[] content)
    {
        var hex = Convert.ToHexStringLower(SHA256.HashData(content));
        File.WriteAllBytes(Path.Combine(folder, hex), content);
        return (hex, content.Length);
    }
}
