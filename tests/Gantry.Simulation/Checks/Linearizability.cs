namespace Gantry.Simulation.Checks;

/// <summary>Something that somebody asked for.</summary>
/// <param name="Answered">Null: nobody knows whether it was done.</param>
/// <param name="Step">What it does to the state; not possible when its answer could not have come from that state.</param>
public sealed record Operation<T>(string Says, TimeSpan Invoked, TimeSpan? Answered, Func<T, (bool Possible, T Next)> Step);

/// <summary>
/// Whether there is an order of all operations, each at some moment between its question and its answer, in which one after
/// the other would have given the same answers: the search of Wing and Gong, remembering where it has been.
/// </summary>
public static class Linearizability
{
    /// <summary>More than this is not searched.</summary>
    public const int Most = 128;

    public static bool Holds<T>(IReadOnlyList<Operation<T>> history, T initial)
    {
        if (history.Count > Most) throw new ArgumentException($"A history has at most {Most} operations.", nameof(history));
        var seen = new HashSet<(UInt128 Done, T State)>();
        return Search(UInt128.Zero, initial);

        bool Search(UInt128 done, T state)
        {
            var left = Enumerable.Range(0, history.Count).Where(n => (done & (UInt128.One << n)) == 0).ToList();
            if (left.TrueForAll(n => history[n].Answered is null)) return true;
            if (!seen.Add((done, state))) return false;
            // Whoever was asked after another had been answered comes after it.
            var first = left.Min(n => history[n].Answered ?? TimeSpan.MaxValue);
            foreach (var n in left.Where(n => history[n].Invoked <= first))
            {
                var (possible, next) = history[n].Step(state);
                if (possible && Search(done | (UInt128.One << n), next)) return true;
            }
            return false;
        }
    }
}
