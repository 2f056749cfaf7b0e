using System.Text.Json.Nodes;
using Gantry.Apps.Values;
using Gantry.Resources;

namespace Gantry.Apps.Conversion;

/// <summary>A <c>docker run</c> command line becomes a compose file with one service.</summary>
public static class RunLine
{
    /// <param name="words">With or without <c>docker run</c> in front; one word alone is split as a shell would split it.</param>
    public static Outcome<Converted> Convert(IReadOnlyList<string> words)
    {
        if (words is [var line]) words = ShellWords.Split(line.Replace("\\\n", " ", StringComparison.Ordinal)).Words ?? [];
        words = [.. words.SkipWhile((w, i) => i < 4 && w is "sudo" or "docker" or "podman" or "container" or "run" or "create")];
        var draft = new ComposeDraft();
        var service = new JsonObject();
        string? name = null;
        var at = 0;
        while (at < words.Count && words[at] is ['-', ..] word && word.Length > 1)
        {
            at++;
            if (word == "--") break;
            var (options, value) = Options(word);
            foreach (var (option, i) in options.Select((o, i) => (o, i)))
            {
                if (option is null) return Unknown(word);
                if (RunOptions.Flag(option) is { } flag)
                {
                    flag(draft, service, value ?? "");
                    continue;
                }

                if (RunOptions.Value(option) is not { } take) return Unknown(word);
                // -p8080:80 has its value in the same word.
                var text = word[1] != '-' && i < options.Count - 1 ? word[(i + 2)..].TrimStart('=') : value ?? (at < words.Count ? words[at++] : null);
                if (text is null) return new Problem(word, "convert.no-value", $"{word} has no value.", "Write the whole command line.");
                if (option == "name") name = text;
                take(draft, service, text);
                break;
            }
        }

        if (at >= words.Count) return new Problem("docker run", "convert.no-image", "No image is named.", "Write the whole command line: gantry convert docker run -p 8080:80 nginx:1.27");
        var image = words[at];
        if (ImageName.Parse(image) is not { } parsed) return new Problem(Quote.Short(image), "convert.no-image", "This is not the name of an image.", "Options stand before the image, and the command behind it.");
        var whole = new JsonObject { ["image"] = image };
        if (words.Count > at + 1) whole["command"] = new JsonArray([.. words.Skip(at + 1).Select(w => (JsonNode)ComposeDraft.Escape(w))]);
        foreach (var (key, node) in service) whole[key] = node?.DeepClone();
        draft.Services[ComposeDraft.ServiceName(name ?? parsed.Name.Split('/')[^1])] = whole;
        return draft.Done();
    }

    /// <summary>The options of a word: <c>--name=x</c>, <c>-it</c>, <c>-p8080:80</c>. Null for a letter that is none.</summary>
    private static (IReadOnlyList<string?> Names, string? Value) Options(string word)
    {
        if (word.StartsWith("--", StringComparison.Ordinal)) return word[2..].Split('=', 2) is [var name, var value] ? ([name], value) : ([word[2..]], null);
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals == 2 ? ([RunOptions.Long(word[1])], word[3..]) : ([.. word[1..].Select(RunOptions.Long)], null);
    }

    private static Problem Unknown(string word)
    {
        var name = word.TrimStart('-').Split('=')[0];
        return new Problem(Quote.Short(word), "convert.unknown-option", $"docker run has no option {Quote.Short(word)} that is known here.",
            Nearest.Of(name, RunOptions.Names) is { } near ? $"Did you mean '--{near}'?" : "Leave it out, and add what it does to the compose file by hand.");
    }
}
