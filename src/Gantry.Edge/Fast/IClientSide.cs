using Gantry.Edge.Fast.Heads;
using Gantry.Edge.Guards;
using Gantry.Edge.Listening;
using Gantry.Edge.Tls.Clients;

namespace Gantry.Edge.Fast;

/// <summary>Where a request comes from and its answer goes to: a connection of HTTP/1.1, or a stream of HTTP/2.</summary>
internal unsafe interface IClientSide
{
    Loop Loop { get; }
    Arrival Arrival { get; }

    /// <summary>Who asks, as it is written into heads.</summary>
    Asker From { get; }

    /// <inheritdoc cref="Edge.Decisions.Guarding.ClientKey"/>
    ulong Key { get; }
    bool IsSecure { get; }

    /// <summary>What it has shown of itself; null: it was not asked.</summary>
    ClientProof? Proof { get; }

    /// <summary>How fast it says its body.</summary>
    ref ClientPace Pace { get; }

    /// <summary>What was read and not used yet, starting with the head of the request until that is dropped.</summary>
    ReadOnlySpan<byte> Unused { get; }

    /// <summary>There may be more of the body.</summary>
    bool IsReadable { get; }

    /// <summary>It has ended its side, and may have gone.</summary>
    bool IsEnding { get; }

    /// <summary>Some of the answer waits for the client to take it.</summary>
    bool HasUnsent { get; }

    void Use(int length);

    int ReceiveBody(byte* into, int most);

    /// <summary>Goes on with the body after others had their turn.</summary>
    void GoOnLater();

    void Next(bool keeps);

    void Leave();

    void Close();

    void Reset();

    void GiveUp();

    /// <summary>Gives an answer of the edge's own.</summary>
    /// <param name="retryAfter">In seconds; 0: it does not say.</param>
    void Refuse(Answer answer, int retryAfter = 0);

    void HandOver(Action? first = null);

    /// <summary>Sends bytes of an answer of HTTP/1.1.</summary>
    bool Send(byte* from, int length);
}
