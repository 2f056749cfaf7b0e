using System.Buffers.Text;
using System.Text.Json;

namespace Gantry.Edge.Control.Reading;

/// <summary>What JSON is made of. Every method reads the value that comes next, and throws a <see cref="JsonException"/> where another kind of value comes.</summary>
internal static class JsonParts
{
    public delegate T Item<out T>(ref Utf8JsonReader json);

    /// <summary>Goes to the beginning of an object.</summary>
    public static void Object(ref Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) throw Wrong(json, "an object");
    }

    /// <summary>Goes to the name of the next property; what is left there is its value.</summary>
    /// <returns>False: there is none, and this was the end of the object.</returns>
    public static bool Next(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName;

    /// <summary>Passes over the value, whatever it is.</summary>
    public static void Pass(ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }

    public static bool IsNull(ref Utf8JsonReader json)
    {
        var ahead = json;
        if (!ahead.Read() || ahead.TokenType != JsonTokenType.Null) return false;
        json = ahead;
        return true;
    }

    public static string Text(ref Utf8JsonReader json) =>
        json.Read() && json.TokenType == JsonTokenType.String ? json.GetString()! : throw Wrong(json, "a string");

    public static string? TextOrNull(ref Utf8JsonReader json) => IsNull(ref json) ? null : Text(ref json);

    public static long Long(ref Utf8JsonReader json) =>
        json.Read() && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) ? number : throw Wrong(json, "a whole number");

    public static int Int(ref Utf8JsonReader json) =>
        json.Read() && json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var number) ? number : throw Wrong(json, "a whole number");

    public static bool Flag(ref Utf8JsonReader json) =>
        json.Read() && json.TokenType is JsonTokenType.True or JsonTokenType.False ? json.TokenType == JsonTokenType.True : throw Wrong(json, "true or false");

    public static TimeSpan Duration(ref Utf8JsonReader json) =>
        json.Read() && json.TokenType == JsonTokenType.String && Utf8Parser.TryParse(json.ValueSpan, out TimeSpan length, out var read, 'c') && read == json.ValueSpan.Length
            ? length : throw Wrong(json, "a duration");

    public static IReadOnlyList<T> List<T>(ref Utf8JsonReader json, Item<T> item) where T : class
    {
        List<T>? items = null;
        Array(ref json);
        while (!IsEnd(ref json)) (items ??= []).Add(item(ref json));
        return items ?? (IReadOnlyList<T>)[];
    }

    public static IReadOnlyList<int> Ints(ref Utf8JsonReader json)
    {
        List<int>? items = null;
        Array(ref json);
        while (!IsEnd(ref json)) (items ??= []).Add(Int(ref json));
        return items ?? (IReadOnlyList<int>)[];
    }

    /// <summary>Goes to the beginning of an array.</summary>
    public static void Array(ref Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray) throw Wrong(json, "an array");
    }

    /// <summary>Goes past the end of the array, if that comes next.</summary>
    public static bool IsEnd(ref Utf8JsonReader json)
    {
        var ahead = json;
        if (!ahead.Read() || ahead.TokenType != JsonTokenType.EndArray) return false;
        json = ahead;
        return true;
    }

    /// <summary>Nothing follows.</summary>
    public static void End(ref Utf8JsonReader json)
    {
        if (json.Read()) throw Wrong(json, "the end");
    }

    public static JsonException Missing(string what) => new($"There is no \"{what}\".");

    private static JsonException Wrong(in Utf8JsonReader json, string wanted) => new($"At byte {json.TokenStartIndex} there is something else than {wanted}.");
}
