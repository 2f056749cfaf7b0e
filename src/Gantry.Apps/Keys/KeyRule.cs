namespace Gantry.Apps.Keys;

/// <summary>What Gantry does with a key.</summary>
public enum Standing
{
    /// <summary>Does what Compose does with it, or what the rule says.</summary>
    Honoured,

    /// <summary>Some of its values are honoured, the others refused; the rule says which.</summary>
    InPart,

    /// <summary>Accepted, and said to have no effect here.</summary>
    Noted,

    /// <summary>Not accepted: yet, or because it cannot mean the same here.</summary>
    Refused,

    /// <summary>Not accepted, since it would take down the walls between an app and the machine, unless an exception in x-gantry allows it.</summary>
    Unsafe,

    /// <summary>Left alone, as the specification demands (<c>x-*</c>).</summary>
    Ignored,
}

/// <summary>A key of a section and what becomes of it.</summary>
/// <param name="Says">For honoured keys what it does; else the reason, as a clause that follows "because".</param>
/// <param name="Remedy">What to do instead, a sentence; empty for keys that are honoured.</param>
public sealed record KeyRule(string Name, Standing Standing, string Says, string Remedy = "");

/// <summary>The keys that a map of the file may have.</summary>
/// <param name="Name">As messages call it: <c>service</c>, <c>healthcheck</c>.</param>
/// <param name="Path">Where it stands: <c>services.&lt;name&gt;.healthcheck</c>.</param>
public sealed record KeySection(string Name, string Path, IReadOnlyList<KeyRule> Keys);
