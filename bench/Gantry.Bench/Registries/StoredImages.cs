using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gantry.Registry;

namespace Gantry.Bench.Registries;

/// <summary>
/// A registry with many images that nothing needs and some that are needed, made by the way in that the platform itself uses. Made in memory,
/// where flushing costs nothing, and brought to the disk afterwards.
/// </summary>
internal static class StoredImages
{
    /// <summary>A config and nine layers each.</summary>
    private const int BlobsPerImage = 10;
    private const int Repositories = 20, LiveImages = 1000;
    public const string MediaType = "application/vnd.oci.image.manifest.v1+json";

    /// <returns>The images that are to stay, once they have a tag.</returns>
    public static async Task<IReadOnlyList<StoredImage>> FillAsync(string folder, int blobs)
    {
        var memory = Path.Combine("/dev/shm", $"gantry-bench-{Environment.ProcessId}");
        var live = new ConcurrentBag<StoredImage>();
        try
        {
            using (var registry = RegistryModule.Open(Path.Combine(memory, "registry"), new Nothing(), TimeProvider.System))
            {
                await Parallel.ForEachAsync(Enumerable.Range(0, blobs / BlobsPerImage + LiveImages), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (n, _) =>
                {
                    var image = await ImageAsync(registry, n);
                    if (n < LiveImages) live.Add(image);
                });
            }

            Directory.CreateDirectory(folder);
            foreach (var (program, words) in ((string, string[])[])[("cp", ["-a", Path.Combine(memory, "registry") + "/.", folder]), ("sync", [])])
            {
                using var run = Process.Start(program, words);
                await run.WaitForExitAsync();
                if (run.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {run.ExitCode}.");
            }

            return [.. live];
        }
        finally
        {
            Directory.Delete(memory, recursive: true);
        }
    }

    private static async Task<StoredImage> ImageAsync(ImageRegistry registry, int number)
    {
        var repository = string.Create(CultureInfo.InvariantCulture, $"bench/r{number % Repositories}");
        var parts = new List<(string Digest, int Size)>();
        for (var part = 0; part < BlobsPerImage; part++)
        {
            var content = RandomNumberGenerator.GetBytes(64 + part * 64);
            if (await registry.Intake.KeepAsync(repository, content) is { } full) throw new InvalidOperationException(full.Message);
            parts.Add(("sha256:" + Convert.ToHexStringLower(SHA256.HashData(content)), content.Length));
        }

        var manifest = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{MediaType}}","config":{{Part("config.v1+json", parts[0])}},"layers":[{{string.Join(',', parts.Skip(1).Select(p => Part("layer.v1.tar", p)))}}]}""");
        if (await registry.Intake.PutAsync(repository, manifest) is { } refused) throw new InvalidOperationException(refused.Message);
        return new StoredImage(repository, manifest, [.. parts.Select(p => p.Digest)]);
    }

    private static string Part(string type, (string Digest, int Size) part) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"mediaType":"application/vnd.oci.image.{{type}}","digest":"{{part.Digest}}","size":{{part.Size}}}""");

    private sealed class Nothing : IDeployedImages
    {
        public IReadOnlyDictionary<string, string> Needed() => new Dictionary<string, string>();
    }
}

internal sealed record StoredImage(string Repository, byte[] Manifest, IReadOnlyList<string> Blobs);
