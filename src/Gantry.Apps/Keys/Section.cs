using Gantry.Apps.Reading;
using Gantry.Apps.Sections;
using Gantry.Apps.Values;
using Gantry.Resources;

namespace Gantry.Apps.Keys;

/// <summary>
/// A section of the key table that also reads: each key is honoured by its reader, refused or noted by its rule, so that
/// behaviour, messages and documentation cannot drift apart.
/// </summary>
internal sealed class Section<T>(string name, string path)
{
    private readonly Dictionary<string, (KeyRule Rule, Action<T, Value>? Read)> keys = new(StringComparer.Ordinal);

    private Func<string, Value, (string Message, string Help)?>? stray;

    /// <summary>True where keys of compose files mean nothing.</summary>
    public bool IsApart { get; init; }

    /// <summary>Sorted by name.</summary>
    public KeySection Table => new(name, path, [.. keys.Values.Select(k => k.Rule).OrderBy(k => k.Name, StringComparer.Ordinal)]);

    public Section<T> Takes(string key, string says, Action<T, Value> read) => Add(new KeyRule(key, Standing.Honoured, says), read);

    /// <summary>The reader refuses what is not accepted; <paramref name="remedy"/> is for the documentation.</summary>
    public Section<T> TakesInPart(string key, string says, string remedy, Action<T, Value> read) => Add(new KeyRule(key, Standing.InPart, says, remedy), read);

    public Section<T> Notes(string key, string reason, string remedy = "Remove it, or leave it for other tools.") => Add(new KeyRule(key, Standing.Noted, reason, remedy), null);

    public Section<T> Refuses(string key, string reason, string remedy) => Add(new KeyRule(key, Standing.Refused, reason, remedy), null);

    public Section<T> Forbids(string key, string reason, string remedy) => Add(new KeyRule(key, Standing.Unsafe, reason, remedy), null);

    /// <summary>Refused unless an exception allows it; the reader hands what is asked for, with the rule's words, to the service's unsafe uses.</summary>
    public Section<T> Guards(string key, string reason, string remedy, Action<T, Value, KeyRule> read)
    {
        var rule = new KeyRule(key, Standing.Unsafe, reason, remedy);
        return Add(rule, (target, value) => read(target, value, rule));
    }

    /// <summary>What to say of a key that is none of the section's and plainly belongs elsewhere.</summary>
    public Section<T> Recognizes(Func<string, Value, (string Message, string Help)?> known)
    {
        stray = known;
        return this;
    }

    /// <summary>Hands each key of <paramref name="map"/> to its reader and reports every other one.</summary>
    public void Read(Value map, T target)
    {
        foreach (var (key, value) in map.Entries())
        {
            if (!keys.TryGetValue(key, out var known))
            {
                if (key.StartsWith("x-", StringComparison.Ordinal)) Account(value, Standing.Ignored);
                else Unknown(key, value);
                continue;
            }

            Account(value, known.Rule.Standing);
            if (known.Read is not null) Take(known.Rule, known.Read, value, target);
            else if (!value.AsksNothing) Report(known.Rule, value);
        }
    }

    private static void Take(KeyRule rule, Action<T, Value> read, Value value, T target)
    {
        if (rule.Standing == Standing.Unsafe && value.AsksNothing) return;
        if (!value.IsNull) read(target, value);
        else value.Say(Severity.Warning, "compose.empty-value", $"'{rule.Name}' has no value and counts as absent.", "Remove the key, or write its value.");
    }

    private static void Report(KeyRule rule, Value value)
    {
        switch (rule.Standing)
        {
            case Standing.Noted:
                value.Say(Severity.Note, "compose.no-effect", $"'{rule.Name}' has no effect here, because {rule.Says}.", rule.Remedy);
                break;
            case Standing.Unsafe:
                value.RefuseKey("compose.unsafe", $"'{rule.Name}' is refused, because {rule.Says}.", rule.Remedy);
                break;
            default:
                value.RefuseKey("compose.refused-key", $"'{rule.Name}' is refused, because {rule.Says}.", rule.Remedy);
                break;
        }
    }

    private void Unknown(string key, Value value)
    {
        if (stray?.Invoke(key, value) is var (message, remedy))
        {
            value.RefuseKey(Strays.Code, message, remedy);
            return;
        }

        var shown = Quote.Short(key);
        var help = Nearest.Of(key, keys.Keys) is { } near ? $"Did you mean '{near}'?"
            : IsApart ? $"There are {string.Join(", ", keys.Keys.Order(StringComparer.Ordinal))}."
            : KeyTable.ElsewhereOf(key, name) is { } elsewhere ? $"It belongs to {elsewhere}."
            : "Remove it, or begin its name with 'x-' if another tool reads it.";
        value.RefuseKey("compose.unknown-key", $"'{shown}' is not a key of {name}.", help);
    }

    private static void Account(Value value, Standing standing) => value.Context.Accounts.Add(new KeyAccount(value.Path, value.Context.Map.Place(value.Path), standing));

    private Section<T> Add(KeyRule rule, Action<T, Value>? read)
    {
        keys.Add(rule.Name, (rule, read));
        return this;
    }
}
