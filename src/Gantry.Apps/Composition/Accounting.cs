using Gantry.Apps.Keys;
using Gantry.Apps.Yaml;

namespace Gantry.Apps.Composition;

/// <summary>
/// Accounts for every key of every file: also for those that a later file overruled, that were reset, that a service of
/// another file brought, and for the names that people give.
/// </summary>
internal sealed class Accounting
{
    private static readonly Dictionary<string, Dictionary<string, Standing>> Sections = KeyTable.Sections
        .GroupBy(s => Pattern(s.Path)).ToDictionary(g => g.Key, g => g.SelectMany(s => s.Keys).DistinctBy(k => k.Name).ToDictionary(k => k.Name, k => k.Standing, StringComparer.Ordinal), StringComparer.Ordinal);

    private readonly List<KeyAccount> accounts;
    private readonly HashSet<(string Path, string Place)> known;
    private readonly Dictionary<string, Standing> places = new(StringComparer.Ordinal);

    public Accounting(IEnumerable<KeyAccount> read)
    {
        accounts = [.. read];
        known = [.. accounts.Select(a => (a.Path, a.Place))];
        foreach (var account in accounts) places.TryAdd(account.Place, account.Standing);
    }

    public IReadOnlyList<KeyAccount> All => accounts;

    /// <param name="whole">False: only a service of the file was used; the rest of it is no part of the app.</param>
    public void Add(MapNode root, bool whole, string at = "") => Walk(root, at, at, Standing.Honoured, whole);

    /// <summary>True when something in it was read as part of the app.</summary>
    private bool Walk(YamlNode node, string path, string pattern, Standing standing, bool whole)
    {
        var used = false;
        switch (node)
        {
            case MapNode map:
                foreach (var entry in map.Entries) used |= Entry(entry, path, pattern, standing, whole);
                foreach (var mark in map.Merges) Account(Joined(path, "<<"), mark.ToString(), whole || used ? standing : Standing.Ignored);
                break;
            case ListNode list:
                for (var i = 0; i < list.Items.Count; i++) used |= Walk(list.Items[i], $"{path}[{i}]", pattern + "[]", standing, whole);
                break;
        }

        return used;
    }

    private bool Entry(MapEntry entry, string path, string pattern, Standing standing, bool whole)
    {
        var keys = Sections.GetValueOrDefault(pattern.Length == 0 ? "(top level)" : pattern);
        var isOthers = entry.Key.StartsWith("x-", StringComparison.Ordinal) && entry.Key != "x-gantry";
        var own = isOthers ? Standing.Ignored : keys is null ? standing : keys.TryGetValue(entry.Key, out var listed) ? listed : Standing.Refused;
        var (below, place) = (Joined(path, entry.Key), entry.At.ToString());
        // A map that holds keys of the specification has its names in the table; any other has the names that people give.
        var used = Walk(entry.Value, below, isOthers ? "x-" : Joined(pattern, keys is null ? "*" : entry.Key), own == Standing.InPart ? Standing.Honoured : own, whole);
        used |= places.ContainsKey(place);
        Account(below, place, whole || used ? own : Standing.Ignored);
        return used;
    }

    private void Account(string path, string place, Standing standing)
    {
        if (known.Add((path, place))) accounts.Add(new KeyAccount(path, place, standing));
    }

    private static string Joined(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>Names that people give become <c>*</c>.</summary>
    private static string Pattern(string path) => string.Join('.', path.Split('.').Select(p => p.StartsWith('<') ? "*" + (p.EndsWith("[]", StringComparison.Ordinal) ? "[]" : "") : p));
}
