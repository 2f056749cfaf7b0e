using System.Globalization;
using System.Text;

namespace Gantry.Engine.Docker;

/// <summary>Frames of a log become lines. A long line comes in several frames, each with its own time in front.</summary>
internal sealed class LogReader
{
    private readonly Dictionary<bool, (DateTimeOffset At, StringBuilder Text)> _open = [];

    public IEnumerable<ContainerLine> Read(bool error, byte[] frame)
    {
        foreach (var piece in Pieces(Encoding.UTF8.GetString(frame)))
        {
            var (at, text) = Split(piece);
            if (!_open.TryGetValue(error, out var open)) open = _open[error] = (at, new StringBuilder());
            open.Text.Append(text);
            if (!text.EndsWith('\n')) continue;
            _open.Remove(error);
            yield return new ContainerLine(error, open.At, open.Text.ToString().TrimEnd('\r', '\n'));
        }
    }

    /// <summary>What was written without an end of line.</summary>
    public IEnumerable<ContainerLine> Rest() =>
        _open.OrderBy(o => o.Key).Select(o => new ContainerLine(o.Key, o.Value.At, o.Value.Text.ToString().TrimEnd('\r')));

    private static IEnumerable<string> Pieces(string frame)
    {
        for (var from = 0; from < frame.Length;)
        {
            var end = frame.IndexOf('\n', from);
            var to = end < 0 ? frame.Length : end + 1;
            yield return frame[from..to];
            from = to;
        }
    }

    private static (DateTimeOffset At, string Text) Split(string piece)
    {
        var space = piece.IndexOf(' ');
        return space > 0 && DateTimeOffset.TryParse(piece.AsSpan(0, space), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? (at, piece[(space + 1)..])
            : (default, piece);
    }
}
