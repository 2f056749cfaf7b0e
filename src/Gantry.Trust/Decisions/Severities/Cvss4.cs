namespace Gantry.Trust.Decisions.Severities;

/// <summary>CVSS 4.0, by section 8 of its specification: a vector belongs to a set of alike ones, the macro vector, whose score is looked up, and
/// then reduced by how far it is from the most severe vector of that set.</summary>
internal static class Cvss4
{
    private static readonly string[] Impacts = ["VC", "VI", "VA", "SC", "SI", "SA"];

    public static double Score(CvssVector vector)
    {
        string Of(string metric) => (vector["M" + metric], vector[metric]) switch
        {
            (not "X", _) => vector["M" + metric],
            (_, not "X") => vector[metric],
            // The worst case is assumed of what nobody has said.
            _ => metric == "E" ? "A" : metric is "CR" or "IR" or "AR" ? "H" : "X",
        };
        if (Impacts.All(i => Of(i) == "N")) return 0;
        var macro = Macro(Of);
        var score = Cvss4Table.Of(macro)!.Value;
        var (reduced, lower) = (0.0, 0);
        foreach (var (next, metrics, depth) in Lower(macro))
        {
            if (next is not { } below) continue;
            lower++;
            reduced += (score - below) * Distance(metrics, Of) / depth;
        }

        var value = Math.Clamp(lower == 0 ? score : score - (reduced / lower), 0, 10);
        return Math.Round(value + 1e-6, 1, MidpointRounding.AwayFromZero);
    }

    private static (int, int, int, int, int, int) Macro(Func<string, string> of)
    {
        bool network = of("AV") == "N", open = of("PR") == "N", alone = of("UI") == "N";
        bool reads = of("VC") == "H", writes = of("VI") == "H", stops = of("VA") == "H";
        return (
            network && open && alone ? 0 : (network || open || alone) && of("AV") != "P" ? 1 : 2,
            of("AC") == "L" && of("AT") == "N" ? 0 : 1,
            reads && writes ? 0 : reads || writes || stops ? 1 : 2,
            of("SI") == "S" || of("SA") == "S" ? 0 : of("SC") == "H" || of("SI") == "H" || of("SA") == "H" ? 1 : 2,
            of("E") switch { "A" => 0, "P" => 1, _ => 2 },
            (reads && of("CR") == "H") || (writes && of("IR") == "H") || (stops && of("AR") == "H") ? 0 : 1);
    }

    /// <summary>For each dimension the score of the next lower macro vector, the most severe vectors of this one, and how deep it is.</summary>
    private static IEnumerable<(double? Next, string[] Most, int Depth)> Lower((int One, int Two, int Three, int Four, int Five, int Six) m)
    {
        yield return (Cvss4Table.Of(m with { One = m.One + 1 }), Cvss4Table.Most1[m.One], Cvss4Table.Depth1[m.One]);
        yield return (Cvss4Table.Of(m with { Two = m.Two + 1 }), Cvss4Table.Most2[m.Two], Cvss4Table.Depth2[m.Two]);
        double? right = Cvss4Table.Of(m with { Three = m.Three + 1 }), down = m.Six == 0 ? Cvss4Table.Of(m with { Six = 1 }) : null;
        // Two dimensions that depend on each other: from the highest there are two ways down, and the smaller step counts.
        var third = m is { Three: 0, Six: 0 } ? Math.Max(right!.Value, down!.Value) : m is { Three: 1, Six: 0 } ? down : right;
        yield return (third, Cvss4Table.Most3[(2 * m.Three) + m.Six], Cvss4Table.Depth3[(2 * m.Three) + m.Six]);
        yield return (Cvss4Table.Of(m with { Four = m.Four + 1 }), Cvss4Table.Most4[m.Four], Cvss4Table.Depth4[m.Four]);
        // In the last there is one vector for each, and no way to go.
        yield return (Cvss4Table.Of(m with { Five = m.Five + 1 }), [""], 1);
    }

    /// <summary>Steps from the first of the most severe vectors that is nowhere less severe.</summary>
    private static int Distance(string[] most, Func<string, string> of)
    {
        foreach (var vector in most)
        {
            var steps = vector.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split(':')).Select(p => Step(p[0], of(p[0])) - Step(p[0], p[1])).ToList();
            if (steps.TrueForAll(s => s >= 0)) return steps.Sum();
        }

        return 0;
    }

    private static int Step(string metric, string value) => metric switch
    {
        "AV" => "NALP".IndexOf(value, StringComparison.Ordinal),
        "PR" => "NLH".IndexOf(value, StringComparison.Ordinal),
        "UI" => "NPA".IndexOf(value, StringComparison.Ordinal),
        "AC" => "LH".IndexOf(value, StringComparison.Ordinal),
        "AT" => "NP".IndexOf(value, StringComparison.Ordinal),
        "VC" or "VI" or "VA" => "HLN".IndexOf(value, StringComparison.Ordinal),
        "CR" or "IR" or "AR" => "HML".IndexOf(value, StringComparison.Ordinal),
        _ => "SHLN".IndexOf(value, StringComparison.Ordinal),
    };
}
