using System.Text.Json;
using Gantry.Resources;
using Gantry.Resources.Apps;

namespace Gantry.Bench.Stores;

/// <summary>The rows that each change writes, for those who write them without the product.</summary>
internal static class RawRows
{
    public static string TablesOf(string key) => $"""
        CREATE TABLE resources (kind TEXT NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL, version BIGINT NOT NULL, generation BIGINT NOT NULL,
            spec TEXT NOT NULL, status TEXT, PRIMARY KEY (kind, scope, name));
        CREATE TABLE events (sequence {key} PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, type TEXT NOT NULL, kind TEXT NOT NULL, scope TEXT NOT NULL,
            name TEXT NOT NULL, because TEXT NOT NULL, content_hash TEXT NOT NULL, hash TEXT NOT NULL);
        """;

    public const int EventColumns = 10, ResourceColumns = 6;
    public const string Event = "INSERT INTO events VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    public const string Resource = "INSERT INTO resources VALUES ($1, $2, $3, $4, $5, $6, NULL) ON CONFLICT (kind, scope, name) DO UPDATE SET version = $4, generation = $5, spec = $6";

    private static readonly string Hash = new('a', 64);

    public static object[] EventOf(long sequence, int writer) =>
        [sequence, "2026-01-01T00:00:00.0000000Z", "bench", "Spec", "App", "production", $"app{writer}", "measured", Hash, Hash];

    public static object[] ResourceOf(long sequence, int writer, int round) => ["App", "production", $"app{writer}", sequence, sequence,
        JsonSerializer.Serialize(new AppSpec { Name = $"app{writer}", NextRelease = round, LastRollout = round }, GantryJson.Default.AppSpec)];
}
