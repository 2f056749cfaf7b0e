namespace Gantry.Simulation.Checks;

/// <summary>The checker against histories of a register that are known to be good and bad.</summary>
public sealed class LinearizabilityTests
{
    private static Operation<int> Write(int from, int? to, int value) => new($"write {value}", Time(from), to is { } t ? Time(t) : null, _ => (true, value));

    private static Operation<int> Read(int from, int to, int value) => new($"read {value}", Time(from), Time(to), now => (now == value, now));

    private static Operation<int> Swap(int from, int to, int expected, int value, bool done) =>
        new($"swap {expected} for {value}", Time(from), Time(to), now => ((now == expected) == done, done ? value : now));

    private static TimeSpan Time(int ms) => TimeSpan.FromMilliseconds(ms);

    public static TheoryData<string, bool, Operation<int>[]> Histories => new()
    {
        { "nothing happened", true, [] },
        { "one after the other", true, [Write(0, 1, 1), Read(2, 3, 1), Write(4, 5, 2), Read(6, 7, 2)] },
        { "a read of what was never written", false, [Write(0, 1, 1), Read(2, 3, 2)] },
        { "a read of the old value after the write was answered", false, [Write(0, 1, 1), Write(2, 3, 2), Read(4, 5, 1)] },
        { "a read at the same time as a write may see either", true, [Write(0, 10, 1), Read(1, 2, 0), Read(3, 4, 1)] },
        { "but not the new value and then the old one", false, [Write(0, 10, 1), Read(1, 2, 1), Read(3, 4, 0)] },
        { "two writes at once, in either order", true, [Write(0, 10, 1), Write(0, 10, 2), Read(11, 12, 1), Read(13, 14, 1)] },
        { "two writes at once, and both orders seen", false, [Write(0, 10, 1), Write(0, 10, 2), Read(11, 12, 1), Read(13, 14, 2)] },
        { "a write without an answer may have been done", true, [Write(0, null, 1), Read(5, 6, 0), Read(7, 8, 1)] },
        { "or not", true, [Write(0, null, 1), Read(5, 6, 0), Read(70, 80, 0)] },
        { "but is not undone again", false, [Write(0, null, 1), Read(5, 6, 1), Read(7, 8, 0)] },
        { "of two swaps of the same value one is refused", true, [Swap(0, 10, 0, 1, true), Swap(0, 10, 0, 2, false), Read(11, 12, 1)] },
        { "two swaps of the same value cannot both be done", false, [Swap(0, 10, 0, 1, true), Swap(0, 10, 0, 2, true)] },
        { "a swap that was refused without a reason", false, [Swap(0, 1, 0, 1, false), Read(2, 3, 0)] },
        { "readers who overlap writers in a chain", true, [Write(0, 4, 1), Read(1, 6, 2), Write(3, 9, 2), Read(5, 8, 1), Read(10, 11, 2)] },
    };

    [Theory]
    [MemberData(nameof(Histories))]
    public void A_history_is_judged(string what, bool holds, Operation<int>[] history) => Assert.True(holds == Linearizability.Holds(history, 0), what);
}
