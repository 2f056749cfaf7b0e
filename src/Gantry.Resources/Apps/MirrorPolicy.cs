namespace Gantry.Resources.Apps;

/// <summary>Copies of requests go to another service of the app, on the same port; what it answers is thrown away (<c>x-gantry.traffic.mirror</c>).</summary>
/// <param name="To">The service.</param>
public sealed record MirrorPolicy(string To)
{
    /// <summary>Per cent of the requests that may be copied; all of them without it.</summary>
    public int? Share { get; init; }

    /// <summary>Methods that are copied besides GET, HEAD and OPTIONS, sorted.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Bytes; a request with a longer body is not copied.</summary>
    public int? Body { get; init; }

    public bool Equals(MirrorPolicy? other) =>
        other is not null && To == other.To && Share == other.Share && Body == other.Body && Methods.SequenceEqual(other.Methods, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(To, Share, Body, Methods.Count);
}
