using System.Text;
using Gantry.Resources.Apps;

namespace Gantry.Edge.Decisions.Matching;

/// <summary>The conditions of a rule, ready to be compared with bytes.</summary>
public sealed class RequestMatch
{
    private readonly byte[][] methods;
    private readonly (ConditionOn On, byte[] Name, byte[] Value, bool Begins)[] conditions;

    public RequestMatch(RouteMatch match)
    {
        methods = [.. match.Methods.Select(Encoding.ASCII.GetBytes)];
        conditions = [.. match.Conditions.Select(condition => (
            condition.On,
            Encoding.ASCII.GetBytes(condition.On == ConditionOn.Header ? condition.Name.ToLowerInvariant() : condition.Name),
            Encoding.ASCII.GetBytes(condition.Value.TrimEnd('*')),
            condition.Value.EndsWith('*')))];
    }

    /// <summary>The more, the sooner it is asked.</summary>
    public int Weight => conditions.Length + (methods.Length > 0 ? 1 : 0);

    public bool Holds(IRequestFacts facts)
    {
        if (methods.Length > 0 && !HasMethod(facts.Method)) return false;
        foreach (ref readonly var condition in conditions.AsSpan())
        {
            if (!Holds(condition, facts)) return false;
        }
        return true;
    }

    private bool HasMethod(ReadOnlySpan<byte> method)
    {
        foreach (var one in methods)
        {
            if (method.SequenceEqual(one)) return true;
        }
        return false;
    }

    private static bool Holds(in (ConditionOn On, byte[] Name, byte[] Value, bool Begins) condition, IRequestFacts facts)
    {
        switch (condition.On)
        {
            case ConditionOn.Cookie:
                return facts.TryCookie(condition.Name, out var cookie) && Fits(condition, cookie);
            case ConditionOn.Query:
                return facts.TryParameter(condition.Name, out var parameter) && Fits(condition, parameter);
            default:
                for (var nth = 0; facts.TryHeader(condition.Name, nth, out var header); nth++)
                {
                    if (Fits(condition, header)) return true;
                }
                return false;
        }
    }

    private static bool Fits(in (ConditionOn On, byte[] Name, byte[] Value, bool Begins) condition, ReadOnlySpan<byte> value) =>
        condition.Begins ? value.StartsWith(condition.Value) : value.SequenceEqual(condition.Value);
}
