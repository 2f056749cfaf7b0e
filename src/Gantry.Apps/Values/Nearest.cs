namespace Gantry.Apps.Values;

/// <summary>The name that was probably meant.</summary>
internal static class Nearest
{
    /// <summary>A shorter beginning of a name says too little.</summary>
    private const int LeastBegun = 4;

    /// <summary>
    /// The closest of <paramref name="names"/> by edits (insert, delete, replace, swap neighbours), the first of equals; null
    /// when none is close enough to be worth a guess: a third of its length, at least one edit; or the only one that begins so.
    /// </summary>
    public static string? Of(string wrong, IEnumerable<string> names)
    {
        if (wrong.Length is 0 or > 64) return null;
        var folded = Fold(wrong);
        string? best = null;
        var least = Math.Max(1, wrong.Length / 3) + 1;
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (Math.Abs(name.Length - wrong.Length) >= least + 1 || name == wrong) continue;
            var distance = Distance(folded, Fold(name));
            if (distance >= least) continue;
            least = distance;
            best = name;
        }

        return best ?? (folded.Length >= LeastBegun && names.Where(n => Fold(n).StartsWith(folded, StringComparison.Ordinal) && n != wrong).Take(2).ToList() is [var only] ? only : null);
    }

    /// <summary>Case and the choice of separator are no difference: <c>healthCheck</c>, <c>env-file</c>.</summary>
    private static string Fold(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var best = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) best = Math.Min(best, rows[i - 2, j - 2] + 1);
                rows[i, j] = best;
            }
        }

        return rows[a.Length, b.Length];
    }
}
