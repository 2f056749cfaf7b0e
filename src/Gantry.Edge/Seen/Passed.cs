namespace Gantry.Edge.Seen;

/// <summary>One request that is over.</summary>
/// <param name="Status">What the client was answered; 0: it was not.</param>
/// <param name="Microseconds">From the head of the request to the end of the answer.</param>
/// <param name="Received">Of its body.</param>
/// <param name="Sent">Of the body of its answer.</param>
public readonly record struct Passed(int Status, long Microseconds, long Received, long Sent);
