using System.Collections.Immutable;

namespace Gantry.Cli.Text;

/// <summary>What a piece of text means; the screen decides how that looks.</summary>
public enum Tone { Plain, Dim, Strong, Good, Bad, Warn, Accent }

/// <summary>A piece of text in one tone.</summary>
public readonly record struct Span(string Text, Tone Tone);

/// <summary>A line of output, without its end. Control characters in what it is made from become spaces.</summary>
public sealed class Line
{
    public static Line Empty { get; } = new([]);

    private Line(ImmutableArray<Span> spans) => Spans = spans;

    public ImmutableArray<Span> Spans { get; }

    /// <summary>Columns it takes on a terminal.</summary>
    public int Width => Spans.Sum(s => Columns.Of(s.Text));

    public static Line Of(string text, Tone tone = Tone.Plain) =>
        text.Length == 0 ? Empty : new([new Span(Columns.Printable(text), tone)]);

    public static implicit operator Line(string text) => Of(text);

    public static Line operator +(Line left, Line right) => new(left.Spans.AddRange(right.Spans));

    /// <summary>At least so wide, filled with spaces.</summary>
    public Line Padded(int width) => Width >= width ? this : this + Of(new string(' ', width - Width));

    public Line PaddedLeft(int width) => Width >= width ? this : Of(new string(' ', width - Width)) + this;

    /// <summary>At most so wide; what was longer ends with an ellipsis.</summary>
    public Line Cut(int width)
    {
        if (Width <= width) return this;
        var spans = ImmutableArray.CreateBuilder<Span>();
        var left = Math.Max(0, width - 1);
        foreach (var span in Spans)
        {
            var kept = Columns.Prefix(span.Text, left);
            if (kept.Length > 0) spans.Add(span with { Text = kept });
            left -= Columns.Of(kept);
            if (kept.Length < span.Text.Length) break;
        }

        spans.Add(new Span("…", Tone.Dim));
        return new(spans.ToImmutable());
    }

    /// <summary>Every span in this tone.</summary>
    public Line In(Tone tone) => new([.. Spans.Select(s => s with { Tone = tone })]);

    /// <summary>The text alone, without spaces at its end.</summary>
    public override string ToString() => string.Concat(Spans.Select(s => s.Text)).TrimEnd(' ');
}
