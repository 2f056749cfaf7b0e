using Gantry.Edge.Decisions.Matching;
using Gantry.Resources.Apps;

namespace Gantry.Tests.Edge.Decisions.Matching;

public sealed class RequestMatchTests
{
    [Theory]
    [InlineData("GET", true)]
    [InlineData("HEAD", true)]
    [InlineData("POST", false)]
    [InlineData("GE", false)]
    public void One_of_the_methods_is_enough(string method, bool holds) =>
        Assert.Equal(holds, new RequestMatch(new RouteMatch { Methods = ["GET", "HEAD"] }).Holds(new SaidFacts { Verb = method }));

    [Theory]
    [InlineData("yes", "yes", true)]
    [InlineData("yes", "yes!", false)]
    [InlineData("ye*", "yes", true)]
    [InlineData("ye*", "y", false)]
    [InlineData("*", "", true)]
    public void A_value_is_meant_whole_or_as_it_begins(string wanted, string said, bool holds) =>
        Assert.Equal(holds, Match(ConditionOn.Header, "x-beta", wanted).Holds(new SaidFacts { Headers = [("X-Beta", said)] }));

    [Fact]
    public void A_field_that_is_there_twice_is_looked_at_twice()
    {
        var match = Match(ConditionOn.Header, "x-beta", "b");
        Assert.True(match.Holds(new SaidFacts { Headers = [("x-beta", "a"), ("x-beta", "b")] }));
        Assert.False(match.Holds(new SaidFacts { Headers = [("x-beta", "a")] }));
        Assert.False(match.Holds(new SaidFacts()));
    }

    [Theory]
    [InlineData("a=1; b=2", true)]
    [InlineData("b=2", true)]
    [InlineData("ab=2", false)]
    [InlineData("bb=2; a=2", false)]
    [InlineData("b=22", false)]
    public void A_cookie_is_found_among_others(string cookies, bool holds) =>
        Assert.Equal(holds, Match(ConditionOn.Cookie, "b", "2").Holds(new SaidFacts { Headers = [("Cookie", cookies)] }));

    [Theory]
    [InlineData("b=2", true)]
    [InlineData("a=1&b=2&c", true)]
    [InlineData("a=b=2", false)]
    [InlineData("B=2", false)]
    public void A_parameter_is_found_among_others(string query, bool holds) =>
        Assert.Equal(holds, Match(ConditionOn.Query, "b", "2").Holds(new SaidFacts { Parameters = query }));

    [Fact]
    public void All_conditions_must_hold()
    {
        var match = new RequestMatch(new RouteMatch { Methods = ["GET"], Conditions = [new(ConditionOn.Header, "a", "1"), new(ConditionOn.Query, "b", "*")] });
        Assert.True(match.Holds(new SaidFacts { Headers = [("a", "1")], Parameters = "b" }));
        Assert.False(match.Holds(new SaidFacts { Headers = [("a", "1")] }));
        Assert.Equal(3, match.Weight);
    }

    private static RequestMatch Match(ConditionOn on, string name, string value) => new(new RouteMatch { Conditions = [new RouteCondition(on, name, value)] });
}
