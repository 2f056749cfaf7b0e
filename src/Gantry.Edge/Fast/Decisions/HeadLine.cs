using System.Buffers;
using System.Text;
using Gantry.Edge.Decisions;

namespace Gantry.Edge.Fast.Decisions;

/// <summary>One line of a head, as places in its bytes. A name of no length goes on with the line before.</summary>
internal readonly record struct HeadLine(int Start, int NameLength, int ValueStart, int ValueEnd, FieldKind Kind)
{
    /// <summary>A head with more is not for the fast lane.</summary>
    public const int Most = 100;

    /// <inheritdoc cref="Strictness.TokenCharacters"/>
    public static readonly SearchValues<byte> TokenBytes = SearchValues.Create(Encoding.ASCII.GetBytes(Strictness.TokenCharacters));

    /// <inheritdoc cref="Strictness.ControlCharacters"/>
    public static readonly SearchValues<byte> Controls = SearchValues.Create(Encoding.ASCII.GetBytes(Strictness.ControlCharacters));

    public ReadOnlySpan<byte> Name(ReadOnlySpan<byte> head) => head.Slice(Start, NameLength);

    /// <summary>Without the blanks around it.</summary>
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> head) => head[ValueStart..ValueEnd].Trim(" \t"u8);
}

/// <summary>Numbers in heads.</summary>
internal static class HeadNumber
{
    private const int MostDigits = 18;

    /// <returns>-1: it is none.</returns>
    public static long Decimal(ReadOnlySpan<byte> digits)
    {
        if (digits.Length is 0 or > MostDigits) return -1;
        var number = 0L;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return -1;
            number = (number * 10) + (digit - '0');
        }
        return number;
    }
}
