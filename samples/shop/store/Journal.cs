using System.Buffers;

namespace Shop;

/// <summary>The file of all commands that changed something, in order: the only thing that has to survive.</summary>
public sealed class Journal(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);

    /// <summary>All commands kept so far. Half a command at the end, left by a crash, was never acknowledged: it is cut off.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Replay()
    {
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);

        var commands = new List<IReadOnlyList<string>>();
        var rest = new ReadOnlySequence<byte>(bytes);
        while (Resp.TryRead(rest, out var value, out var end))
        {
            commands.Add([.. ((IEnumerable<object?>)value!).Cast<string>()]);
            rest = rest.Slice(end);
        }

        _file.SetLength(_file.Position = bytes.Length - rest.Length);
        return commands;
    }

    /// <summary>Returns when the disk has all of them.</summary>
    public void Append(IEnumerable<IReadOnlyList<string>> commands)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var command in commands) Resp.Write(bytes, command);
        if (bytes.WrittenCount == 0) return;
        _file.Write(bytes.WrittenSpan);
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();
}
