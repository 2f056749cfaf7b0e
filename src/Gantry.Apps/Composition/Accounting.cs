using Gantry.Apps.Keys;
using Gantry.Apps.Reading;
using Gantry.Apps.Values;
using Gantry.Apps.Yaml;
using Gantry.Resources;

namespace Gantry.Apps.Composition;

/// <summary>
/// Accounts for every key of every file: also for those that a later file overruled, that were reset, that a service of
/// another file brought, and for the names that people give.
/// </summary>
internal sealed class Accounting
{
    private static readonly Dictionary<string, Listed> Sections = ByPattern();

    private readonly List<KeyAccount> accounts;
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Standing> places = new(StringComparer.Ordinal);

    private readonly HashSet<Mark> taken = [];
    private readonly ProblemLog problems;

    /// <param name="read">What was accounted for while the app was read.</param>
    /// <param name="trees">What the app was read from.</param>
    public Accounting(IEnumerable<KeyAccount> read, IEnumerable<YamlNode> trees, ProblemLog problems)
    {
        this.problems = problems;
        var seen = new HashSet<YamlNode>(ReferenceEqualityComparer.Instance);
        foreach (var tree in trees) Use(tree, seen);
        accounts = [.. read];
        foreach (var account in accounts)
        {
            known.Add(Id(account.Path, account.Place));
            places.TryAdd(account.Place, account.Standing);
        }
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
        var section = Sections.GetValueOrDefault(pattern.Length == 0 ? "(top level)" : pattern);
        var keys = section?.Keys;
        var isOthers = entry.Key.StartsWith("x-", StringComparison.Ordinal) && entry.Key != "x-gantry";
        var own = isOthers ? Standing.Ignored : keys is null ? standing : keys.TryGetValue(entry.Key, out var listed) ? listed : Standing.Refused;
        var (below, place) = (Joined(path, entry.Key), entry.At.ToString());
        if (own is Standing.Refused or Standing.Unsafe && !taken.Contains(entry.At) && whole && !isOthers)
        {
            // What is overruled or reset need not be refused, but a key that does not exist was meant to be another.
            if (keys is not null && !keys.ContainsKey(entry.Key)) Unknown(entry, keys.Keys, section!.Name);
            else own = Standing.Ignored;
        }

        // A map that holds keys of the specification has its names in the table; any other has the names that people give.
        var used = Walk(entry.Value, below, isOthers ? "x-" : Joined(pattern, keys is null ? "*" : entry.Key), own == Standing.InPart ? Standing.Honoured : own, whole);
        used |= places.ContainsKey(place);
        Account(below, place, whole || used ? own : Standing.Ignored);
        return used;
    }

    private void Account(string path, string place, Standing standing)
    {
        if (known.Add(Id(path, place))) accounts.Add(new KeyAccount(path, place, standing));
    }

    private void Use(YamlNode node, HashSet<YamlNode> seen)
    {
        if (!seen.Add(node)) return;
        if (node is ListNode list)
        {
            foreach (var item in list.Items) Use(item, seen);
        }

        if (node is not MapNode map) return;
        foreach (var entry in map.Entries)
        {
            taken.Add(entry.At);
            Use(entry.Value, seen);
        }
    }

    private void Unknown(MapEntry entry, IEnumerable<string> keys, string section) =>
        problems.Add(new Problem(entry.At.ToString(), "compose.unknown-key", $"'{Quote.Short(entry.Key)}' is not a key of {section}.",
            Nearest.Of(entry.Key, keys) is { } near ? $"Did you mean '{near}'?" : "Remove it, or begin its name with 'x-' if another tool reads it."));

    private static Dictionary<string, Listed> ByPattern()
    {
        var sections = new Dictionary<string, Listed>(StringComparer.Ordinal);
        foreach (var section in KeyTable.Sections)
        {
            var pattern = Pattern(section.Path);
            if (!sections.TryGetValue(pattern, out var listed)) sections.Add(pattern, listed = new Listed(section.Name, new(StringComparer.Ordinal)));
            foreach (var key in section.Keys) listed.Keys.TryAdd(key.Name, key.Standing);
        }

        return sections;
    }

    /// <summary>No path has a line break in it.</summary>
    private static string Id(string path, string place) => $"{path}\n{place}";

    private static string Joined(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>Names that people give become <c>*</c>.</summary>
    private static string Pattern(string path) => string.Join('.', path.Split('.').Select(p => p.StartsWith('<') ? "*" + (p.EndsWith("[]", StringComparison.Ordinal) ? "[]" : "") : p));

    /// <summary>A section by the first of its names, and the keys of all that have its pattern.</summary>
    private sealed record Listed(string Name, Dictionary<string, Standing> Keys);
}
