namespace Gantry.Registry.Index;

/// <summary>The tables of the index. Manifests lie in it with their content: one is visible whole and with all that it refers to, or not at all.</summary>
internal static class Schema
{
    public const long Version = 1;

    public static readonly string[] Statements =
    [
        "CREATE TABLE collection(generation INTEGER NOT NULL)",
        "INSERT INTO collection VALUES (2)",
        "CREATE TABLE repository(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
        // The bytes, once for all repositories.
        "CREATE TABLE blob(digest TEXT PRIMARY KEY, size INTEGER NOT NULL, place TEXT NOT NULL) WITHOUT ROWID",
        // That a repository has a blob, and when somebody last asked for that, by the number of the collection and by the clock.
        "CREATE TABLE holding(repository INTEGER NOT NULL, digest TEXT NOT NULL, generation INTEGER NOT NULL, touched INTEGER NOT NULL, PRIMARY KEY(repository, digest)) WITHOUT ROWID",
        "CREATE INDEX holding_digest ON holding(digest)",
        "CREATE TABLE manifest(id INTEGER PRIMARY KEY, repository INTEGER NOT NULL, digest TEXT NOT NULL, media_type TEXT NOT NULL, artifact_type TEXT, subject TEXT, annotations TEXT, content BLOB NOT NULL, generation INTEGER NOT NULL, touched INTEGER NOT NULL, UNIQUE(repository, digest))",
        "CREATE INDEX manifest_subject ON manifest(repository, subject, digest) WHERE subject IS NOT NULL",
        "CREATE TABLE reference(manifest INTEGER NOT NULL, digest TEXT NOT NULL, kind INTEGER NOT NULL, PRIMARY KEY(manifest, digest, kind)) WITHOUT ROWID",
        "CREATE INDEX reference_digest ON reference(digest)",
        "CREATE TABLE tag(repository INTEGER NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY(repository, name)) WITHOUT ROWID",
        "CREATE INDEX tag_digest ON tag(repository, digest)",
    ];
}
