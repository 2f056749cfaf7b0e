using Gantry.Cli.Screen;
using Gantry.Cli.Text;

namespace Gantry.Tests.Cli;

public sealed class TextTests
{
    [Theory]
    [InlineData(-1, "0 ms")]
    [InlineData(0.04, "40 ms")]
    [InlineData(0.0999, "0.1 s")]
    [InlineData(3.24, "3.2 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 min")]
    [InlineData(250, "4 min")]
    [InlineData(3600, "1 h")]
    [InlineData(86400 * 5, "5 days")]
    public void A_duration_is_said_as_people_say_it(double seconds, string said) =>
        Assert.Equal(said, Durations.Say(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void An_age_has_no_tenths() => Assert.Equal("3 s", Durations.Age(TimeSpan.FromSeconds(3.9)));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\e[31mred\e[0m\e[2K", "red")]
    [InlineData("tab\tand\rreturn", "tab and return")]
    [InlineData("bell\a", "bell ")]
    public void No_log_line_can_move_the_cursor(string written, string shown) => Assert.Equal(shown, Columns.Printable(written));

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("日本", 4)]
    [InlineData("é", 1)]
    [InlineData("✔", 1)]
    public void Wide_characters_take_two_columns(string text, int columns) => Assert.Equal(columns, Columns.Of(text));

    [Theory]
    [InlineData(3, "ab…")]
    [InlineData(5, "abc日")]
    [InlineData(4, "abc…")]
    public void A_line_is_cut_by_columns_and_says_so(int width, string cut) =>
        Assert.Equal(cut, (Line.Of("ab", Tone.Good) + Line.Of("c日")).Cut(width).ToString());

    [Fact]
    public void Without_colour_a_line_is_its_text_alone()
    {
        var line = Line.Of("good", Tone.Good) + " rest";
        Assert.Equal("good rest", Ansi.Render(line, colour: false));
        Assert.Equal("\e[32mgood\e[0m rest", Ansi.Render(line, colour: true));
    }

    [Fact]
    public void A_table_cuts_its_last_column_or_keeps_it_whole_on_a_line_of_its_own()
    {
        IReadOnlyList<Line>[] rows = [["web", "http://shop.example.org"]];
        Assert.Equal(["A    B", "web  http://shop.ex…"], Shown(false));
        Assert.Equal(["A    B", "web", "    http://shop.example.org"], Shown(true));

        IEnumerable<string> Shown(bool whole) => Table.Render(["A", "B"], rows, 20, [], whole).Select(l => l.ToString());
    }
}
