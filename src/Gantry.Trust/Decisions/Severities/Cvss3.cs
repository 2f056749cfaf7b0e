namespace Gantry.Trust.Decisions.Severities;

/// <summary>CVSS 3.0 and 3.1, by the equations of section 7 of their specifications.</summary>
internal static class Cvss3
{
    /// <summary>The environmental score where the vector says something of the environment, else the temporal one, which is the base score
    /// where it says nothing of time.</summary>
    public static double Score(CvssVector vector)
    {
        var newer = vector.Version == "3.1";
        var environment = new[] { "CR", "IR", "AR", "MAV", "MAC", "MPR", "MUI", "MS", "MC", "MI", "MA" }.Any(m => vector[m] != "X");
        string Of(string metric) => environment && vector["M" + metric] is not "X" and var modified ? modified : vector[metric];
        double Impact(string metric) => Of(metric) switch { "H" => 0.56, "L" => 0.22, _ => 0 };
        double Wanted(string metric) => environment ? vector[metric] switch { "H" => 1.5, "L" => 0.5, _ => 1 } : 1;
        var changed = Of("S") == "C";
        var iss = 1 - ((1 - (Impact("C") * Wanted("CR"))) * (1 - (Impact("I") * Wanted("IR"))) * (1 - (Impact("A") * Wanted("AR"))));
        if (environment) iss = Math.Min(iss, 0.915);
        var impact = !changed ? 6.42 * iss
            : environment && newer ? (7.52 * (iss - 0.029)) - (3.25 * Math.Pow((iss * 0.9731) - 0.02, 13))
            : (7.52 * (iss - 0.029)) - (3.25 * Math.Pow(iss - 0.02, 15));
        if (impact <= 0) return 0;
        var exploitability = 8.22
            * Of("AV") switch { "N" => 0.85, "A" => 0.62, "L" => 0.55, _ => 0.2 }
            * (Of("AC") == "L" ? 0.77 : 0.44)
            * Of("PR") switch { "N" => 0.85, "L" => changed ? 0.68 : 0.62, _ => changed ? 0.5 : 0.27 }
            * (Of("UI") == "N" ? 0.85 : 0.62);
        var score = Up(Math.Min((changed ? 1.08 : 1) * (impact + exploitability), 10), newer);
        var time = vector["E"] switch { "U" => 0.91, "P" => 0.94, "F" => 0.97, _ => 1 }
            * vector["RL"] switch { "O" => 0.95, "T" => 0.96, "W" => 0.97, _ => 1 }
            * vector["RC"] switch { "U" => 0.92, "R" => 0.96, _ => 1 };
        return Up(score * time, newer);
    }

    /// <summary>The smallest number with one decimal that is not less; 3.1 says how, so that binary fractions do not matter.</summary>
    private static double Up(double value, bool newer)
    {
        if (!newer) return Math.Ceiling(Math.Round(value * 10, 10)) / 10;
        var whole = (long)Math.Round(value * 100000);
        return whole % 10000 == 0 ? whole / 100000.0 : ((whole / 10000) + 1) / 10.0;
    }
}
