using Gantry.Apps.Values;

namespace Gantry.Tests.Apps.Values;

public sealed class DotenvTests
{
    [Theory]
    [InlineData("A=b", "A=b")]
    [InlineData("A = b ", "A=b")]
    [InlineData("export A=b", "A=b")]
    [InlineData("A: b", "A=b")]
    [InlineData("A=b # comment", "A=b")]
    [InlineData("A=b#no comment", "A=b#no comment")]
    [InlineData("A= # comment", "A=")]
    [InlineData("A=", "A=")]
    [InlineData("A=b=c", "A=b=c")]
    [InlineData("A='b $X #c'", "A=b $X #c")]
    [InlineData("A='Let\\'s go'", "A=Let's go")]
    [InlineData("A='x\\ty'", "A=x\\ty")]
    [InlineData("A=\"b #c\" # d", "A=b #c")]
    [InlineData("A=\"x\\ny\"", "A=x\ny")]
    [InlineData("A=\"one\ntwo\"\nB=c", "A=one\ntwo|B=c")]
    [InlineData("A=1\r\nB=2\r\n", "A=1|B=2")]
    [InlineData("A=1\nB=${A}2\nC=\"$B\"", "A=1|B=12|C=12")]
    [InlineData("A=\"\\$A\"", "A=$A")]
    [InlineData("A=$OUTER", "A=outside")]
    [InlineData("OUTER=x\nA=$OUTER", "OUTER=x|A=outside")]
    [InlineData("ALONE\n# c\n\n  B=1", "ALONE|B=1")]
    public void Lines_are_read(string text, string expected)
    {
        var (entries, faults) = Dotenv.Parse(text, n => n == "OUTER" ? "outside" : null);
        Assert.Equal(expected, string.Join('|', entries.Select(e => e.Value is null ? e.Name : $"{e.Name}={e.Value}")));
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("this is wrong", 1)]
    [InlineData("A=1\n=b", 2)]
    [InlineData("A=1\n\n1A=b", 3)]
    [InlineData("A=\"x\nB=2", 1)]
    [InlineData("A='x' y", 1)]
    [InlineData("A=${", 1)]
    public void A_wrong_line_is_told_with_its_number_and_without_its_text(string text, int line)
    {
        var fault = Assert.Single(Dotenv.Parse(text, _ => null).Faults);
        Assert.Equal(line, fault.Line);
        Assert.True(fault.Fatal);
    }

    [Fact]
    public void Variables_that_unfold_without_end_are_told_once()
    {
        var text = "A=" + new string('x', 1000) + "\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"B{i}=$A$A$A$A$A\n"));
        var (entries, faults) = Dotenv.Parse(text, _ => null);
        Assert.Equal("compose.too-large", Assert.Single(faults).Code);
        Assert.InRange(entries.Sum(e => (long)e.Value!.Length), 0, 5 * 1024 * 1024);
    }

    [Fact]
    public void A_raw_file_is_taken_as_it_is()
    {
        var (entries, _) = Dotenv.ParseRaw("# c\nA=\"x\" $Y # z\n");
        Assert.Equal([new DotenvEntry("A", "\"x\" $Y # z", 2)], entries);
    }
}
