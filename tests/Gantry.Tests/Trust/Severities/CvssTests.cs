using System.Globalization;
using Gantry.Trust.Decisions.Severities;

namespace Gantry.Tests.Trust.Severities;

public sealed class CvssTests
{
    [Fact]
    public void Scores_are_those_that_the_specifications_give()
    {
        var known = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "testdata", "Trust", "cvss.txt")).Where(l => !l.StartsWith('#')).Select(l => l.Split(' ')).ToList();
        Assert.True(known.Count > 200);
        Assert.All(known, pair => Assert.Equal((pair[0], pair[1]), (pair[0], Cvss.Rate(pair[0])?.Score?.ToString("0.0", CultureInfo.InvariantCulture))));
    }

    [Theory]
    [InlineData("CVSS:2.0/AV:N/AC:L/Au:N/C:N/I:N/A:C")]
    [InlineData("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H")]
    [InlineData("CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")]
    [InlineData("CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")]
    [InlineData("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:S/SI:H/SA:H")]
    [InlineData("9.8")]
    [InlineData("")]
    public void What_is_no_vector_has_no_score(string text) => Assert.Null(Cvss.Rate(text));

    [Theory]
    [InlineData(0, Level.None)]
    [InlineData(0.1, Level.Low)]
    [InlineData(3.9, Level.Low)]
    [InlineData(4.0, Level.Medium)]
    [InlineData(7.0, Level.High)]
    [InlineData(9.0, Level.Critical)]
    public void A_score_has_a_word(double score, Level level) => Assert.Equal(level, Rating.Of(score));
}
