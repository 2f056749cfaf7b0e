using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gantry.Rollouts.Decisions;

/// <summary>Short hashes of canonical JSON: equal exactly when what they stand for is equal.</summary>
public static class Fingerprints
{
    /// <summary>The first 16 hexadecimal digits of SHA-256.</summary>
    public static string Of<T>(T value, JsonTypeInfo<T> type) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(value, type)))[..16];

    public static bool Same<T>(T a, T b, JsonTypeInfo<T> type) =>
        JsonSerializer.SerializeToUtf8Bytes(a, type).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(b, type));
}
