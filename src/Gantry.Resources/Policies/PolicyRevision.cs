using System.Security.Cryptography;
using System.Text.Json;

namespace Gantry.Resources.Policies;

/// <summary>What a policy is known by: its content, waivers included, however its file was laid out.</summary>
public static class PolicyRevision
{
    /// <summary><c>sha256:…</c></summary>
    public static string Of(Policy policy) =>
        "sha256:" + Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(policy, GantryJson.Default.Policy)));

    /// <summary>As much of it as people compare.</summary>
    public static string Short(string revision) => revision.Length > 19 ? revision[7..19] : revision;
}
