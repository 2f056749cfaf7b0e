namespace Gantry.Registry.Decisions;

/// <summary>The parameters of a challenge: <c>realm="…",service="…",scope="repository:a:pull,push"</c> (RFC 9110, 11.2).</summary>
internal static class Challenge
{
    /// <returns>As far as it can be read; names in lower case.</returns>
    public static IReadOnlyDictionary<string, string> Read(string parameters)
    {
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var at = 0; at < parameters.Length;)
        {
            var equals = parameters.IndexOf('=', at);
            if (equals < 0) break;
            var name = parameters[at..equals].Trim(' ', ',');
            at = equals + 1;
            if (at < parameters.Length && parameters[at] == '"')
            {
                var close = parameters.IndexOf('"', at + 1);
                if (close < 0) break;
                read[name] = parameters[(at + 1)..close];
                at = close + 1;
                continue;
            }

            var comma = parameters.IndexOf(',', at);
            var end = comma < 0 ? parameters.Length : comma;
            read[name] = parameters[at..end].Trim();
            at = end;
        }

        return read;
    }
}
