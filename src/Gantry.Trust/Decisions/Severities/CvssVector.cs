namespace Gantry.Trust.Decisions.Severities;

/// <summary>The metrics of a vector by name, each with one of the letters that its version allows.</summary>
internal sealed class CvssVector
{
    private readonly Dictionary<string, string> metrics = new(StringComparer.Ordinal);

    private CvssVector(string version) => Version = version;

    /// <summary><c>3.0</c>, <c>3.1</c> or <c>4.0</c>.</summary>
    public string Version { get; }

    /// <summary>What stands in the vector; X, not defined, where nothing does.</summary>
    public string this[string metric] => metrics.GetValueOrDefault(metric, "X");

    /// <returns>Null for text that is no vector of a version known here, lacks a metric, has one twice or with another value than it can have.</returns>
    public static CvssVector? Read(string text)
    {
        if (text.Length > 400) return null;
        var parts = text.TrimEnd('/').Split('/');
        if (parts[0] is not ("CVSS:3.0" or "CVSS:3.1" or "CVSS:4.0")) return null;
        var vector = new CvssVector(parts[0][5..]);
        var allowed = vector.Version == "4.0" ? Allowed.Four : Allowed.Three;
        foreach (var part in parts.Skip(1))
        {
            if (part.Split(':') is not [var metric, var value] || !allowed.TryGetValue(metric, out var values)) return null;
            if (!values.Split(' ').Contains(value) || !vector.metrics.TryAdd(metric, value)) return null;
        }

        return allowed.Where(a => !a.Value.Contains('X')).All(a => vector.metrics.ContainsKey(a.Key)) ? vector : null;
    }

    /// <summary>The values of each metric; one without X must be there.</summary>
    private static class Allowed
    {
        public static readonly Dictionary<string, string> Three = Table(
            "AV N A L P,AC L H,PR N L H,UI N R,S U C,C N L H,I N L H,A N L H,E X U P F H,RL X O T W U,RC X U R C,CR X L M H,IR X L M H,AR X L M H,"
            + "MAV X N A L P,MAC X L H,MPR X N L H,MUI X N R,MS X U C,MC X N L H,MI X N L H,MA X N L H");

        public static readonly Dictionary<string, string> Four = Table(
            "AV N A L P,AC L H,AT N P,PR N L H,UI N P A,VC H L N,VI H L N,VA H L N,SC H L N,SI H L N,SA H L N,E X A P U,CR X H M L,IR X H M L,AR X H M L,"
            + "MAV X N A L P,MAC X L H,MAT X N P,MPR X N L H,MUI X N P A,MVC X H L N,MVI X H L N,MVA X H L N,MSC X H L N,MSI X S H L N,MSA X S H L N,"
            + "S X N P,AU X N Y,R X A U I,V X D C,RE X L M H,U X Clear Green Amber Red");

        private static Dictionary<string, string> Table(string text) =>
            text.Split(',').Select(m => m.Split(' ', 2)).ToDictionary(m => m[0], m => m[1], StringComparer.Ordinal);
    }
}
