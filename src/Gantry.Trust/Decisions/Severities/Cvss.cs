namespace Gantry.Trust.Decisions.Severities;

/// <summary>Scores are computed from vectors and never taken from whoever wrote both.</summary>
public static class Cvss
{
    /// <returns>Null for what is no vector of version 3.0, 3.1 or 4.0.</returns>
    public static Rating? Rate(string vector) =>
        CvssVector.Read(vector) is not { } read ? null
        : (read.Version == "4.0" ? Cvss4.Score(read) : Cvss3.Score(read)) is var score ? new Rating(Rating.Of(score), score, vector) : null;
}
