using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Edge.Forwarding.Decisions;

namespace Gantry.Edge.Seen.Log.Decisions;

/// <summary>One line for one request, or for one connection that was passed through as it is. What stands behind a question mark is written only where that was asked for: there are tokens in it.</summary>
internal sealed record LogFormat(bool IsJson, bool WithQuery, TrustList Proxies)
{
    public string Line(LogSlot slot) => IsJson ? Json(slot) : Combined(slot);

    private string Json(LogSlot slot)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(slot.At);
        var line = new JsonObject
        {
            ["time"] = at.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            ["client"] = Client(slot),
        };
        if (slot.Ended is { } ended) (line["protocol"], line["ended"]) = ("TCP", ended);
        else
        {
            line["method"] = Text(slot, LogSlot.Part.Method);
            line["host"] = Text(slot, LogSlot.Part.Host);
            line["path"] = Shown(Text(slot, LogSlot.Part.Target));
            line["protocol"] = Text(slot, LogSlot.Part.Version);
            line["status"] = slot.Passed.Status;
        }
        line["milliseconds"] = slot.Passed.Microseconds / 1000.0;
        line["received"] = slot.Passed.Received;
        line["sent"] = slot.Passed.Sent;
        if (slot.Route is { } route) line["route"] = route;
        if (slot.Release > 0) line["release"] = slot.Release;
        if (slot.Replica is { } replica) line["replica"] = replica;
        Add(line, "id", Text(slot, LogSlot.Part.Id));
        Add(line, "trace", Text(slot, LogSlot.Part.Trace));
        Add(line, "referer", Shown(Text(slot, LogSlot.Part.Referer)));
        Add(line, "agent", Text(slot, LogSlot.Part.Agent));
        return line.ToJsonString() + "\n";
    }

    /// <summary>As Apache's and nginx's combined format.</summary>
    private string Combined(LogSlot slot)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(slot.At);
        var request = slot.Ended is { } ended ? $"TCP {slot.Route ?? "-"} {ended}" : $"{Text(slot, LogSlot.Part.Method)} {Shown(Text(slot, LogSlot.Part.Target))} {Text(slot, LogSlot.Part.Version)}";
        return string.Create(CultureInfo.InvariantCulture,
            $"{Quoted(Client(slot))} - - [{at:dd/MMM/yyyy:HH:mm:ss} +0000] \"{Quoted(request)}\" {slot.Passed.Status:000} {slot.Passed.Sent} \"{Or(Quoted(Shown(Text(slot, LogSlot.Part.Referer))))}\" \"{Or(Quoted(Text(slot, LogSlot.Part.Agent)))}\"\n");
    }

    private string Client(LogSlot slot)
    {
        var peer = Text(slot, LogSlot.Part.Client);
        return slot.Get(LogSlot.Part.Forwarded) is { IsEmpty: false } chain && IPAddress.TryParse(peer, out var last) ? Proxies.Behind(last, chain).ToString() : peer;
    }

    private string Shown(string target) => !WithQuery && target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? target[..query] : target;

    private static string Text(LogSlot slot, LogSlot.Part part) => Encoding.Latin1.GetString(slot.Get(part));

    private static string Or(string text) => text.Length == 0 ? "-" : text;

    private static void Add(JsonObject line, string name, string value)
    {
        if (value.Length > 0) line[name] = value;
    }

    /// <summary>Nothing that a client sends ends a field or a line.</summary>
    private static string Quoted(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.AsSpan().ContainsAny('"', '\\')) return text;
        var quoted = new StringBuilder();
        foreach (var one in text)
        {
            if (one is >= ' ' and <= '~' and not ('"' or '\\')) quoted.Append(one);
            else quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)one:X2}");
        }
        return quoted.ToString();
    }
}
