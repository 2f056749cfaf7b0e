using System.Security.Cryptography;
using Gantry.Control;
using Gantry.Resources;
using Gantry.Simulation.Store;

namespace Gantry.Simulation.Checks;

/// <summary>I4: what is stored is what the chain says was stored last.</summary>
internal static class Content
{
    public static IEnumerable<string> Differences(MemoryDisk disk)
    {
        var last = new Dictionary<Key, ResourceEvent>();
        foreach (var e in disk.Events.Where(e => e.Type != EventType.Remark)) last[e.Key] = e;
        var stored = disk.Stored.ToDictionary(s => s.Key);
        foreach (var (key, e) in last.OrderBy(l => l.Value.Sequence))
        {
            var there = stored.GetValueOrDefault(key);
            if (e.Type == EventType.Deleted && there is not null) yield return $"{key} was deleted by event {e.Sequence} and is there";
            else if (e.Type != EventType.Deleted && there is null) yield return $"{key} was written by event {e.Sequence} and is not there";
            else if (there is not null && !disk.IsAged(key) && Convert.ToHexStringLower(SHA256.HashData(there.Content())) != e.ContentHash) yield return $"{key} is not what event {e.Sequence} says";
        }
        foreach (var key in stored.Keys.Where(k => !last.ContainsKey(k)).OrderBy(k => k.Name, StringComparer.Ordinal)) yield return $"{key} is there and no event made it";
    }
}
