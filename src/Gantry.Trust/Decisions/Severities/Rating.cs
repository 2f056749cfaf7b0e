using System.Text.Json.Serialization;

namespace Gantry.Trust.Decisions.Severities;

/// <summary>The qualitative severity rating scale of CVSS; unknown where nobody has rated it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Level>))]
public enum Level
{
    Unknown,
    None,
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>How severe a vulnerability is.</summary>
/// <param name="Score">From 0 to 10; null where only a word is known.</param>
/// <param name="Vector">What the score is computed from.</param>
public sealed record Rating(Level Level, double? Score = null, string? Vector = null)
{
    public static Rating Unknown { get; } = new(Level.Unknown);

    public static Level Of(double score) => score switch
    {
        <= 0 => Level.None,
        < 4 => Level.Low,
        < 7 => Level.Medium,
        < 9 => Level.High,
        _ => Level.Critical,
    };

    /// <summary>A word that a database uses: <c>MODERATE</c>, <c>important</c>.</summary>
    public static Rating OfWord(string? word) => word?.ToUpperInvariant() switch
    {
        "CRITICAL" => new Rating(Level.Critical),
        "HIGH" or "IMPORTANT" => new Rating(Level.High),
        "MEDIUM" or "MODERATE" => new Rating(Level.Medium),
        "LOW" or "NEGLIGIBLE" or "UNIMPORTANT" => new Rating(Level.Low),
        "NONE" => new Rating(Level.None),
        _ => Unknown,
    };
}
