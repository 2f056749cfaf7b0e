namespace Gantry.Trust.Decisions.Severities;

/// <summary>The numbers of CVSS 4.0 as FIRST publishes them with its specification: scores of macro vectors, their most severe vectors
/// (tables 24 to 29) and their depths.</summary>
internal static class Cvss4Table
{
    /// <summary>A row for each of the first three digits; in it the fourth, the fifth and the sixth count up. The third digit 2 is never with the
    /// sixth digit 0.</summary>
    private static readonly double[][] Scores =
    [
        [10, 9.9, 9.8, 9.5, 9.5, 9.2, 10, 9.6, 9.3, 8.7, 9.1, 8.1, 9.3, 9, 8.9, 8, 8.1, 6.8],
        [9.8, 9.5, 9.5, 9.2, 9, 8.4, 9.3, 9.2, 8.9, 8.1, 8.1, 6.5, 8.8, 8, 7.8, 7, 6.9, 4.8],
        [9.2, 8.2, 7.2, 7.9, 6.9, 5, 6.9, 5.5, 2.7],
        [9.9, 9.7, 9.5, 9.2, 9.2, 8.5, 9.5, 9.1, 9, 8.3, 8.4, 7.1, 9.2, 8.1, 8.2, 7.1, 7.2, 5.3],
        [9.5, 9.3, 9.2, 8.5, 8.5, 7.3, 9.2, 8.2, 8, 7.2, 7, 5.9, 8.4, 7, 7.1, 5.2, 5, 3],
        [8.6, 7.5, 5.2, 7.1, 5.2, 2.9, 6.3, 2.9, 1.7],
        [9.8, 9.5, 9.4, 8.7, 9.1, 8.1, 9.4, 8.9, 8.6, 7.4, 7.7, 6.4, 8.7, 7.5, 7.4, 6.3, 6.3, 4.9],
        [9.4, 8.9, 8.8, 7.7, 7.6, 6.7, 8.6, 7.6, 7.4, 5.8, 5.9, 5, 7.2, 5.7, 5.7, 5.2, 5.2, 2.5],
        [8.3, 7, 5.4, 6.5, 5.8, 2.6, 5.3, 2.1, 1.3],
        [9.5, 9, 8.8, 7.6, 7.6, 7, 9, 7.7, 7.5, 6.2, 6.1, 5.3, 7.7, 6.6, 6.8, 5.9, 5.2, 3],
        [8.9, 7.8, 7.6, 6.7, 6.2, 5.8, 7.4, 5.9, 5.7, 5.7, 4.7, 2.3, 6.1, 5.2, 5.7, 2.9, 2.4, 1.6],
        [7.1, 5.9, 3, 5.8, 2.6, 1.5, 2.3, 1.3, 0.6],
        [9.3, 8.7, 8.6, 7.2, 7.5, 5.8, 8.6, 7.4, 7.4, 6.1, 5.6, 3.4, 7, 5.4, 5.2, 4, 4, 2.2],
        [8.5, 7.5, 7.4, 5.5, 6.2, 5.1, 7.2, 5.7, 5.5, 4.1, 4.6, 1.9, 5.3, 3.6, 3.4, 1.9, 1.9, 0.8],
        [6.4, 5.1, 2, 4.7, 2.1, 1.1, 2.4, 0.9, 0.4],
        [8.8, 7.5, 7.3, 5.3, 6, 5, 7.3, 5.5, 5.9, 4, 4.1, 2, 5.4, 4.3, 4.5, 2.2, 2, 1.1],
        [7.5, 5.5, 5.8, 4.5, 4, 2.1, 6.1, 5.1, 4.8, 1.8, 2, 0.9, 4.6, 1.8, 1.7, 0.7, 0.8, 0.2],
        [5.3, 2.4, 1.4, 2.4, 1.2, 0.5, 1, 0.3, 0.1],
    ];

    public static readonly int[] Depth1 = [1, 4, 5], Depth2 = [1, 2], Depth4 = [6, 5, 4];

    /// <summary>By the third digit twice and the sixth.</summary>
    public static readonly int[] Depth3 = [7, 6, 8, 8, 1, 10];

    public static readonly string[][] Most1 = [["AV:N/PR:N/UI:N"], ["AV:A/PR:N/UI:N", "AV:N/PR:L/UI:N", "AV:N/PR:N/UI:P"], ["AV:P/PR:N/UI:N", "AV:A/PR:L/UI:P"]];

    public static readonly string[][] Most2 = [["AC:L/AT:N"], ["AC:H/AT:N", "AC:L/AT:P"]];

    public static readonly string[][] Most3 =
    [
        ["VC:H/VI:H/VA:H/CR:H/IR:H/AR:H"],
        ["VC:H/VI:H/VA:L/CR:M/IR:M/AR:H", "VC:H/VI:H/VA:H/CR:M/IR:M/AR:M"],
        ["VC:L/VI:H/VA:H/CR:H/IR:H/AR:H", "VC:H/VI:L/VA:H/CR:H/IR:H/AR:H"],
        [
            "VC:L/VI:H/VA:L/CR:H/IR:M/AR:H", "VC:L/VI:H/VA:H/CR:H/IR:M/AR:M", "VC:H/VI:L/VA:H/CR:M/IR:H/AR:M", "VC:H/VI:L/VA:L/CR:M/IR:H/AR:H",
            "VC:L/VI:L/VA:H/CR:H/IR:H/AR:M",
        ],
        [],
        ["VC:L/VI:L/VA:L/CR:H/IR:H/AR:H"],
    ];

    public static readonly string[][] Most4 = [["SC:H/SI:S/SA:S"], ["SC:H/SI:H/SA:H"], ["SC:L/SI:L/SA:L"]];

    /// <summary>Null for a macro vector that there is not.</summary>
    public static double? Of((int One, int Two, int Three, int Four, int Five, int Six) m)
    {
        if (m.One > 2 || m.Two > 1 || m.Three > 2 || m.Four > 2 || m.Five > 2 || (m.Three == 2 && m.Six == 0)) return null;
        var row = Scores[(6 * m.One) + (3 * m.Two) + m.Three];
        return m.Three == 2 ? row[(3 * m.Four) + m.Five] : row[(6 * m.Four) + (2 * m.Five) + m.Six];
    }
}
