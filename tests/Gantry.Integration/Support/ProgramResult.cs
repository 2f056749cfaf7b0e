using System.Text.Json.Nodes;

namespace Gantry.Integration.Support;

/// <summary>What a program has said and how it ended.</summary>
public sealed record ProgramResult(string Words, int Exit, string Out, string Error, TimeSpan Took)
{
    public IReadOnlyList<string> Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Both outputs.</summary>
    public string All => $"{Out}\n{Error}";

    /// <summary>Standard output as one JSON document.</summary>
    public JsonNode Json => JsonNode.Parse(Out) ?? throw new FormatException($"{Words} printed null.");

    /// <summary>The last line of standard output as JSON: the result of <c>--json</c>.</summary>
    public JsonNode Last => JsonNode.Parse(Lines[^1])!;

    public ProgramResult Expect(int exit)
    {
        if (Exit != exit) Assert.Fail($"Expected exit code {exit}.\n{this}");
        return this;
    }

    /// <summary>Each of the words is somewhere in what it said.</summary>
    public ProgramResult Says(params string[] words)
    {
        // A wrapped message is still the same message.
        var text = Flat(All);
        foreach (var word in words)
            if (!text.Contains(Flat(word), StringComparison.OrdinalIgnoreCase)) Assert.Fail($"Not said: \"{word}\".\n{this}");
        return this;
    }

    public override string ToString() => $"$ {Words}\n{Out}\n{(Error.Length > 0 ? $"[standard error]\n{Error}\n" : "")}[exit code {Exit} after {Took.TotalSeconds:0.00} s]";

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
