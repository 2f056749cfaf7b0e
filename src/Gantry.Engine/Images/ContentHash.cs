using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Engine.Images;

/// <summary>Identifies what an image is built from: equal hashes make equal images, so the build can be skipped.</summary>
internal static class ContentHash
{
    /// <param name="bases">The ids of the images that it starts from, in the order of the Dockerfile.</param>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static string Of(BuildContext context, BuildDefinition build, IEnumerable<string> bases, FileHashes files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // The first line changes when the way of building does.
        Add("gantry build 1", context.Dockerfile, build.Target ?? "");
        foreach (var (name, value) in build.Args.OrderBy(a => a.Key, StringComparer.Ordinal)) Add("arg", name, value);
        foreach (var (name, value) in build.Labels ?? new Dictionary<string, string>()) Add("label", name, value);
        if (build.Platform is { } platform) Add("platform", platform);
        if (build.Surroundings is { } around) Add("around", JsonSerializer.Serialize(around, GantryJson.Default.BuildSurroundings));
        foreach (var id in bases) Add("base", id);
        foreach (var entry in context.Entries)
        {
            Add(entry.Kind.ToString(), entry.Path, ((int)entry.Mode).ToString(CultureInfo.InvariantCulture), entry.LinkTarget ?? "",
                entry.Content is { } content ? Convert.ToHexStringLower(SHA256.HashData(content)) : entry.Kind == ContextEntryKind.File ? files.Of(entry) : "");
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        // With its length in front, so that no two sequences of words run together.
        void Add(params ReadOnlySpan<string> words)
        {
            foreach (var word in words)
            {
                var bytes = Encoding.UTF8.GetBytes(word);
                hash.AppendData(BitConverter.GetBytes(bytes.Length));
                hash.AppendData(bytes);
            }
        }
    }
}
