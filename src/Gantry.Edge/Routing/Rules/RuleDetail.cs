using System.Text;
using Gantry.Edge.Decisions.Matching;
using Gantry.Resources.Apps;

namespace Gantry.Edge.Routing.Rules;

/// <summary>What a rule says beyond where requests go; rules that say nothing have none.</summary>
public sealed class RuleDetail
{
    private RuleDetail(RouteRule rule, RateGate? rate)
    {
        (Rule, Rate) = (rule, rate);
        Match = rule.Match is null ? null : new RequestMatch(rule.Match);
        Prefix = Encoding.ASCII.GetBytes(rule.Path.TrimEnd('/'));
        Rewrite = rule.Rewrite is null ? null : Encoding.ASCII.GetBytes(rule.Rewrite.TrimEnd('/'));
    }

    public RouteRule Rule { get; }
    public RequestMatch? Match { get; }
    public RateGate? Rate { get; }

    /// <summary>The path of the rule, without a slash at its end.</summary>
    public byte[] Prefix { get; }

    /// <summary>What stands in its place; null: it stays.</summary>
    public byte[]? Rewrite { get; }

    /// <summary>The edge answers by itself.</summary>
    public bool IsAnswered => Rule.Redirect is not null || Rule.Maintenance is not null;

    public static RuleDetail? Of(RouteRule rule, RouteGate gate) =>
        rule is { ClientCertificates: null, Match: null, Rewrite: null, Redirect: null, Maintenance: null, Rate: null, RatePerClient: null } ? null : new RuleDetail(rule, gate.RateOf(rule));
}
