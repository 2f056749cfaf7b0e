using System.Text;

namespace Gantry.Cli.Screen;

/// <summary>What is typed or sent in and is nobody's to see.</summary>
internal static class Keys
{
    public static string? ReadHidden()
    {
        var typed = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter) break;
            if (key is { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } && typed.Length == 0) return null;
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar)) typed.Append(key.KeyChar);
        }

        return typed.ToString();
    }

    public static string ReadAll(int most)
    {
        using var reader = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        var buffer = new char[most];
        return new string(buffer, 0, reader.ReadBlock(buffer));
    }
}
