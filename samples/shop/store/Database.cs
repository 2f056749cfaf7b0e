namespace Shop;

/// <summary>Texts and lists by name, in memory. The same commands in the same order always make the same content.</summary>
public sealed class Database
{
    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, LinkedList<string>> _lists = [];

    /// <summary>True for a command that changes something when it succeeds: one to be kept.</summary>
    public static bool Writes(IReadOnlyList<string> command) =>
        command[0].ToUpperInvariant() is "SET" or "DEL" or "INCR" or "RPUSH" or "LPUSH" or "LMOVE" or "BLMOVE" or "LTRIM";

    /// <summary>True for a command that rather waits than find a list empty.</summary>
    public static bool Waits(IReadOnlyList<string> command) => command[0].ToUpperInvariant() is "BLMOVE";

    public object? Apply(IReadOnlyList<string> command) => (command[0].ToUpperInvariant(), command.Count) switch
    {
        ("PING", _) => new Status("PONG"),
        ("COMMAND", _) => Array.Empty<object?>(), // asked by redis-cli when it starts
        ("GET", 2) => _texts.GetValueOrDefault(command[1]),
        ("SET", 3) => Set(command[1], command[2]),
        ("DEL", 2) => _texts.Remove(command[1]) | _lists.Remove(command[1]) ? 1L : 0L,
        ("INCR", 2) => Increment(command[1]),
        ("LLEN", 2) => (long)(_lists.GetValueOrDefault(command[1])?.Count ?? 0),
        ("LRANGE", 4) => Range(command),
        ("LTRIM", 4) => Trim(command),
        ("RPUSH", >= 3) => Push(command, (list, item) => list.AddLast(item)),
        ("LPUSH", >= 3) => Push(command, (list, item) => list.AddFirst(item)),
        ("LMOVE", 5) or ("BLMOVE", 6) => Move(command),
        _ => new Complaint($"ERR unknown command or wrong number of arguments: {command[0]}"),
    };

    private Status Set(string key, string value)
    {
        _texts[key] = value;
        return new("OK");
    }

    private object Increment(string key)
    {
        if (!long.TryParse(_texts.GetValueOrDefault(key, "0"), out var number)) return new Complaint("ERR value is not an integer");
        _texts[key] = $"{++number}";
        return number;
    }

    private object Push(IReadOnlyList<string> command, Action<LinkedList<string>, string> push)
    {
        if (!_lists.TryGetValue(command[1], out var list)) list = _lists[command[1]] = [];
        foreach (var item in command.Skip(2)) push(list, item);
        return (long)list.Count;
    }

    private object? Move(IReadOnlyList<string> command)
    {
        var (fromLeft, toLeft) = (command[3].ToUpperInvariant() is "LEFT", command[4].ToUpperInvariant() is "LEFT");
        if (_lists.GetValueOrDefault(command[1]) is not { Count: > 0 } source) return null;
        var item = fromLeft ? source.First! : source.Last!;
        source.Remove(item);
        Push(["", command[2], item.Value], (list, text) => _ = toLeft ? list.AddFirst(text) : list.AddLast(text));
        return item.Value;
    }

    private object Range(IReadOnlyList<string> command) =>
        Slice(command) is { } slice ? slice.ToArray<object?>() : new Complaint("ERR value is not an integer");

    private object Trim(IReadOnlyList<string> command)
    {
        if (Slice(command) is not { } slice) return new Complaint("ERR value is not an integer");
        _lists[command[1]] = new LinkedList<string>(slice);
        return new Status("OK");
    }

    /// <summary>From and to count from 0, or from the end when negative; both are included.</summary>
    private List<string>? Slice(IReadOnlyList<string> command)
    {
        if (!int.TryParse(command[2], out var from) || !int.TryParse(command[3], out var to)) return null;
        if (_lists.GetValueOrDefault(command[1]) is not { } list) return [];
        from = Math.Max(0, from < 0 ? list.Count + from : from);
        to = Math.Min(list.Count - 1, to < 0 ? list.Count + to : to);
        return [.. list.Skip(from).Take(to - from + 1)];
    }
}
