namespace Gantry.Control.Loop;

/// <summary>
/// Gives memory back to the machine once a platform has come to rest. The runtime keeps what a burst of work needed and cleans up when
/// the next burst comes; a platform that had 10,000 services to start would keep three times what it holds, for months.
/// </summary>
public sealed class IdleHeap(IResourceStore store, TimeProvider time)
{
    /// <summary>So long nothing may have been stored. Collecting stops the whole process, for some 100 ms with 10,000 services.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    /// <summary>Bytes. A small platform is left alone.</summary>
    private const long Small = 96L << 20;

    private long _revision = -1;

    /// <summary>Committed bytes after the last time; 0 before the first.</summary>
    private long _kept;

    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Rest, time, cancel);
                var before = _revision;
                _revision = store.Current.Revision;
                if (_revision != before || !IsDue(GC.GetGCMemoryInfo().TotalCommittedBytes, _kept)) continue;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                _kept = GC.GetGCMemoryInfo().TotalCommittedBytes;
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The platform ends, and all memory is given back.
        }
    }

    /// <summary>Half as much again as was left the last time.</summary>
    /// <param name="committed">Bytes that the heap has of the machine now.</param>
    /// <param name="kept">The same after the last time; 0 when there was none.</param>
    public static bool IsDue(long committed, long kept) => committed > Small && committed / 3 * 2 > kept;
}
