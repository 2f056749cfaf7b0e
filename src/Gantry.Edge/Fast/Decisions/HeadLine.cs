using System.Buffers;
using Gantry.Edge.Decisions;

namespace Gantry.Edge.Fast.Decisions;

/// <summary>One line of a head, as places in its bytes. A name of no length goes on with the line before.</summary>
internal readonly record struct HeadLine(int Start, int NameLength, int ValueStart, int ValueEnd, FieldKind Kind)
{
    /// <summary>A head with more is not for the fast lane.</summary>
    public const int Most = 100;

    /// <summary>The bytes that names and methods are made of (RFC 9110, 5.6.2).</summary>
    public static readonly SearchValues<byte> TokenBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>What may not be in a value: control characters but the tab.</summary>
    public static readonly SearchValues<byte> Controls = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

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
