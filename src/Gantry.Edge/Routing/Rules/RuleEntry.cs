using Gantry.Edge.Decisions;
using Gantry.Edge.Decisions.Matching;

namespace Gantry.Edge.Routing.Rules;

/// <summary>What a host and path lead to.</summary>
/// <param name="Place">Of the route in its table.</param>
internal readonly record struct RuleEntry(int Place, int Port, bool IsForTls, RuleDetail? Detail = null)
{
    /// <summary>Several rules for the same host and path, those with the most conditions first; null: there is this one.</summary>
    private RuleEntry[]? Several { get; init; }

    /// <summary>With another rule for the same host and path. Of two that ask for as much the first comes first.</summary>
    public RuleEntry With(RuleEntry other) =>
        this with { Several = [.. (Several ?? [this]).Append(other).OrderByDescending(entry => entry.Detail?.Match?.Weight ?? 0)] };

    /// <summary>The one of them whose conditions hold.</summary>
    public readonly ref struct Choice(IRequestFacts? facts) : IRuleChoice<RuleEntry>
    {
        public bool Takes(ref RuleEntry found)
        {
            if (found.Several is not { } several) return Holds(found.Detail);
            foreach (ref readonly var one in several.AsSpan())
            {
                if (!Holds(one.Detail)) continue;
                found = one;
                return true;
            }
            return false;
        }

        private bool Holds(RuleDetail? detail) => detail?.Match is not { } match || (facts is not null && match.Holds(facts));
    }
}
