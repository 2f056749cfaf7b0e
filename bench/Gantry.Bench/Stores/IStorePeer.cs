namespace Gantry.Bench.Stores;

/// <summary>Something that makes a change durable: a row of history and the row of what changed, in one transaction, flushed.</summary>
internal interface IStorePeer : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Returns when it would survive the loss of power.</summary>
    /// <param name="writer">Below the number of writers; each waits for its own change before its next.</param>
    Task WriteAsync(int writer, int round);
}
