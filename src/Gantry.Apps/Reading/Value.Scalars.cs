using Gantry.Apps.Values;
using Gantry.Apps.Yaml;
using System.Globalization;

namespace Gantry.Apps.Reading;

internal readonly partial struct Value
{
    /// <summary>The text, its variables filled in.</summary>
    public string? Text()
    {
        if (node is Scalar { IsNull: false } scalar) return scalar.Text;
        Wrong("a text", "Write a single value.");
        return null;
    }

    /// <summary>A text that is not empty, of bounded length and without control characters.</summary>
    public string? Word()
    {
        if (Text() is not { } text) return null;
        if (text.Length is > 0 and <= 4096 && !text.Any(char.IsControl)) return text;
        Refuse("compose.bad-value", text.Length == 0 ? $"{Label} is empty." : $"{Label} is too long or holds control characters.", "Write a value, or remove the key.");
        return null;
    }

    public bool? Truth()
    {
        if (Text() is not { } text) return null;
        switch (text.ToLowerInvariant())
        {
            case "true" or "yes" or "on" or "y": return true;
            case "false" or "no" or "off" or "n": return false;
            default:
                Refuse("compose.wrong-type", $"{Label} must be true or false, and {Shown} stands here.", "Write true or false.");
                return null;
        }
    }

    public int? Whole(int least, int most)
    {
        if (Text() is not { } text) return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Refuse("compose.bad-number", $"{Label} must be a whole number from {least} to {most}, and {Shown} stands here.", "Write such a number, in digits.");
        return null;
    }

    public double? Cpus()
    {
        if (Text() is not { } text) return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is >= 0.01 and <= 4096) return number;
        Refuse("compose.bad-number", $"{Label} must be a number of processors, and {Shown} stands here.",
            Raw == text && text is [.., 'm'] && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var thousandths) && thousandths is >= 10 and <= 64_000
                ? string.Create(CultureInfo.InvariantCulture, $"Compose has no unit for it: write {thousandths / 1000d:0.###}.") : "Write a number such as 0.5 or 2.");
        return null;
    }

    public TimeSpan? Duration()
    {
        if (Text() is not { } text) return null;
        if (Durations.Parse(text) is { } duration) return duration;
        var isNumber = text.Length is > 0 and < 10 && text.All(char.IsAsciiDigit);
        Refuse("compose.bad-duration", $"{Label} must be a duration, and {Shown} stands here{(isNumber ? " without a unit" : "")}.",
            isNumber && Raw == text ? $"Write {text}s for seconds; units are ms, s, m and h." : "Write a number with a unit, such as 500ms, 10s or 1m30s.");
        return null;
    }

    public TimeSpan? Positive()
    {
        if (Duration() is not { } duration) return null;
        if (duration > TimeSpan.Zero) return duration;
        Refuse("compose.bad-duration", $"{Label} must be longer than nothing.", "Write a number with a unit, such as 10s.");
        return null;
    }

    public long? Bytes(long least = 0)
    {
        if (Text() is not { } text) return null;
        if (ByteSizes.Parse(text) is { } bytes && bytes >= least) return bytes;
        Refuse("compose.bad-size", $"{Label} must be a size{(least > 0 ? $" of at least {least / 1024 / 1024}m" : "")}, and {Shown} stands here.", SizeHelp(text));
        return null;
    }

    /// <summary>Numbers without a unit, and units of Kubernetes, are what people bring along.</summary>
    private string SizeHelp(string text)
    {
        var digits = text.TrimEnd('i', 'I', 'K', 'M', 'G', 'k', 'm', 'g');
        if (Raw != text || digits.Length is 0 or > 6 || !digits.All(char.IsAsciiDigit) || (digits.Length < text.Length && ByteSizes.Parse(text) is not null)) return "Write a number with a unit, such as 64k, 512m or 1.5g.";
        return digits.Length == text.Length ? $"Without a unit it counts as bytes: write {text}m for megabytes." : $"Write {digits}{char.ToLowerInvariant(text[digits.Length])}.";
    }

    /// <summary>One of a few words.</summary>
    public T? Choice<T>(IReadOnlyDictionary<string, T> choices)
        where T : struct
    {
        if (Text() is not { } text) return null;
        if (choices.TryGetValue(text, out var choice)) return choice;
        var words = string.Join(", ", choices.Keys);
        Refuse("compose.unknown-value", $"{Label} must be one of {words}, and {Shown} stands here.",
            (Nearest.Of(text, choices.Keys) ?? choices.Keys.FirstOrDefault(k => k.EndsWith("_" + text, StringComparison.Ordinal))) is { } near ? $"Did you mean '{near}'?" : "Write one of them.");
        return null;
    }

    /// <summary>A command: a list as it is, a text split as a shell does it, without a shell's other powers.</summary>
    public IReadOnlyList<string>? Command()
    {
        if (IsList)
        {
            var words = Texts();
            if (words.Any(w => w is "&&" or "||" or ">" or ">>" or "2>&1")) Context.ShellSyntax.Add(Path);
            return words;
        }

        if (Text() is not { } line) return null;
        var split = ShellWords.Split(line);
        if (split.Words is null) Refuse("compose.bad-command", $"{Label} opens a quotation mark that is never closed.", "Close it, or write the command as a list: [\"program\", \"argument\"].");
        if (split.HasOperator) Context.ShellSyntax.Add(Path);
        return split.Words;
    }

    /// <summary>The texts of a list, or of a single text.</summary>
    public IReadOnlyList<string> Texts() => [.. OneOrMore().Select(i => i.Text()).OfType<string>()];

    /// <summary>
    /// Names with values, as a map or as a list of <c>NAME=value</c>. Null for a name that stands alone. What is wrong is
    /// reported without the text, which may be a secret.
    /// </summary>
    public IEnumerable<(string Name, string? Text, Value At)> Pairs()
    {
        if (IsMap)
        {
            foreach (var (key, value) in Entries())
            {
                if (value.IsNull) yield return (key, null, value);
                else if (value.IsText) yield return (key, value.Text(), value);
                else value.Wrong("a text", "Write a single value; put JSON in single quotes.");
            }

            yield break;
        }

        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in Items("a map or a list"))
        {
            if (item.IsMap)
            {
                item.Wrong("NAME=value", "Write it with '=': '- NAME=value'; or leave out the '- ' of every line of this list.");
                continue;
            }

            if (item.Text() is not { } text) continue;
            var equals = text.IndexOf('=');
            var name = equals < 0 ? text : text[..equals];
            if (!seen.TryAdd(name, item.Place))
                item.Refuse("compose.duplicate-key", $"'{Quote.Short(item.Raw.Split('=')[0])}' is written twice: here and at {seen[name]}.", "Keep one of the two.");
            else if (name.Length == 0 || (equals < 0 && name.Any(char.IsWhiteSpace)))
                item.Refuse("compose.bad-value", $"An item of {Label} is not NAME=value.", "Write NAME=value.");
            else
                yield return (name, equals < 0 ? null : text[(equals + 1)..], item);
        }
    }
}
