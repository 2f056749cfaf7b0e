using System.Buffers;

namespace Gantry.Edge.Decisions;

/// <summary>What the HTTP server of the general lane lets through and others read in other ways, or not at all. Requests with it are refused.</summary>
public static class Strictness
{
    /// <summary>What names and methods are made of (RFC 9110, 5.6.2).</summary>
    public const string TokenCharacters = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>What may not be in a value: control characters but the tab.</summary>
    public static readonly string ControlCharacters = string.Concat(Enumerable.Range(0, 32).Append(127).Where(code => code != '\t').Select(code => (char)code));

    private static readonly SearchValues<char> Token = SearchValues.Create(TokenCharacters);
    private static readonly SearchValues<char> Controls = SearchValues.Create(ControlCharacters);

    /// <summary>What can be in a name, an address or a port.</summary>
    private static readonly SearchValues<char> Host =
        SearchValues.Create("!$&'()*+,-.:;=[]_~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static bool IsToken(ReadOnlySpan<char> name) => !name.IsEmpty && !name.ContainsAnyExcept(Token);

    public static bool IsValue(ReadOnlySpan<char> value) => !value.ContainsAny(Controls);

    /// <summary>Everything that can be seen, and nothing else.</summary>
    public static bool IsTarget(ReadOnlySpan<char> target) => !target.IsEmpty && !target.ContainsAnyExceptInRange('!', '~');

    public static bool IsHost(ReadOnlySpan<char> host) => !host.IsEmpty && !host.ContainsAnyExcept(Host);
}
