using Gantry.Edge.Decisions;
using Gantry.Edge.Fast.Decisions;
using Gantry.Edge.Fast.Heads;
using Gantry.Edge.Guards;
using Gantry.Edge.Guards.Decisions;
using Gantry.Edge.Mirror;
using Gantry.Edge.Routing;
using Gantry.Edge.Seen;

namespace Gantry.Edge.Fast;

/// <summary>
/// One request on its way to a replica and its answer on the way back; the same object for all requests of a connection. Until
/// the first byte of a body is sent the head is kept, so that up to there the general lane can still take it all.
/// </summary>
internal sealed unsafe class Errand(IClientSide client)
{
    /// <summary>So often is read before others have their turn.</summary>
    private const int AtOnce = 8;

    /// <summary>
    /// A client that has ended its side may have gone or may still listen; the kernel does not say which. One that gets nothing for
    /// so long, in milliseconds, has gone.
    /// </summary>
    private const long QuietLimit = 1000;

    private readonly ReplicaClaim claim = new() { Shard = client.Loop.Shard };
    private readonly Loop loop = client.Loop;
    private AnswerRelay relay = new(client);
    private PassingCopy copy = new(client.Loop.Parts.Mirrors);
    private ReplicaPeer? replica;
    private bool isOn, mayRepeat, toHead, closes, takesNoMore;

    /// <summary>Replicas that failed for the request; null: none did.</summary>
    private List<ReplicaGauge>? tried;
    private int sends;

    /// <summary>Length of the head while it is kept; 0 once it is dropped.</summary>
    private int head;
    private HeadNote note = new(client);
    private Trickle trickle;
    private long bodyLeft, bodyLength, quietSince, began, woke;

    /// <summary>Its route is for HTTPS alone, and says so in every answer.</summary>
    public bool IsStrict => claim.IsForTls && client.IsSecure;

    /// <summary>Takes up the request whose head was just read.</summary>
    public void Begin()
    {
        (tried, sends) = (null, 0);
        switch (Claim(out var retryAfter))
        {
            case ClaimOutcome.Claimed when loop.Request.ContentLength > claim.Policy.Body:
                // Refused there; it is not worth a second place.
                claim.Dispose();
                client.HandOver();
                return;
            case ClaimOutcome.Claimed:
                break;
            case ClaimOutcome.Limited:
                Refused(Answer.Limited, retryAfter);
                return;
            case ClaimOutcome.Full when retryAfter > 0:
                Refused(Answer.Overloaded, retryAfter);
                return;
            default:
                // It has to wait, or is not to be served at all.
                client.HandOver();
                return;
        }
        var request = loop.Request;
        var method = request.Method(client.Unused);
        head = request.Length;
        bodyLeft = bodyLength = Math.Max(0, request.ContentLength);
        woke = loop.Woke;
        closes = request.Closes;
        copy.Renew();
        toHead = method.SequenceEqual("HEAD"u8);
        mayRepeat = bodyLeft == 0 && SafeMethod.MayRepeat(method, claim.Policy.Idempotent);
        began = loop.Now;
        note.Begin();
        Start();
    }

    /// <summary>Goes to the replica that was claimed.</summary>
    private void Start()
    {
        loop.Parts.Inflight.RequestBegins(loop.Shard);
        (isOn, takesNoMore, trickle) = (true, false, default);
        relay.Begin(toHead, IsStrict);
        quietSince = loop.Now;
        GoTo(loop.PoolOf(claim.Gauge, claim.Port));
    }

    public void Tick()
    {
        if (!isOn) return;
        if (client.IsEnding && loop.Now - quietSince >= QuietLimit)
        {
            ClientGone();
            return;
        }
        if (client.Pace.SaysTooLittle(loop.Now)) ClientTooSlow(Guarded.SlowBody);
        else if (claim.Cut.IsCancellationRequested) Break(Failure.Cut, Answer.Cut);
        else if (IsLate()) Break(Failure.Timeout, Answer.Timeout);
        else if (trickle.IsDue(loop.Now)) ClientSaysMore();
    }

    /// <summary>The replica keeps the client waiting for longer than the route has patience.</summary>
    private bool IsLate()
    {
        var policy = claim.Policy;
        if (policy.Total > 0 && loop.Now - began >= policy.Total) return true;
        if (replica is not { IsConnected: true } || bodyLeft > 0 || client.HasUnsent) return false;
        var patience = relay.HasBegun ? policy.Idle : policy.Answer;
        return patience > 0 && loop.Now - quietSince >= patience;
    }

    private void Break(Failure failure, Answer answer)
    {
        if (failure == Failure.Timeout) claim.Failed(failure);
        else claim.Count(failure);
        BreakOff(answer);
    }

    /// <param name="answer">Where none has begun.</param>
    private void BreakOff(Answer answer)
    {
        var answered = relay.HasBegun;
        Count(answered ? relay.Status : answer.Status);
        Release(keepReplica: false);
        if (answered) client.Reset();
        else client.Refuse(answer);
    }

    public void ClientGone()
    {
        claim.Count(Failure.ClientGone);
        Count(relay.Status);
        Release(keepReplica: false);
        client.Close();
    }

    /// <summary>It costs more than it may.</summary>
    public void ClientTooSlow(Guarded how)
    {
        loop.Parts.Guests.Tally.Count(how);
        claim.Count(Failure.ClientGone);
        BreakOff(Answer.BodyTimeout);
    }

    /// <summary>Ends it without a word.</summary>
    public void Abandon()
    {
        if (!isOn) return;
        Count(relay.Status);
        Release(keepReplica: false);
    }

    /// <summary>Ends it, and the connection, because of a fault of ours.</summary>
    public void GiveUp() => client.GiveUp();

    /// <summary>What the client could not take is sent.</summary>
    public void ClientTakesMore()
    {
        quietSince = loop.Now;
        if (relay.IsOver) Finish();
        else if (replica is { IsReadable: true }) ReplicaSaysSomething();
    }

    /// <summary>There is more of the body, or of what comes after it.</summary>
    public void ClientSaysMore()
    {
        if (replica is { IsConnected: true } && !takesNoMore) PassBody();
    }

    public void ReplicaConnected()
    {
        claim.Connected();
        // Others were read in between.
        loop.Request.Read(client.Unused);
        SendHead();
    }

    /// <summary>In milliseconds since it began to connect; 0: until it does, or not.</summary>
    public long ConnectLimit => claim.Policy.Connect;

    /// <summary>It has not seen anything of the request.</summary>
    public void ReplicaRefused()
    {
        claim.Count(Failure.Connect);
        claim.Meter.Retried();
        var (traffic, gauge, port) = (loop.Parts.Traffic, claim.Gauge, claim.Port);
        Release(keepReplica: false);
        traffic.RefusedElsewhere(gauge, port);
        GoElsewhere(gauge);
    }

    /// <summary>Takes what is all still here to another replica, or to the general lane, where it can wait for one.</summary>
    private void GoElsewhere(ReplicaGauge failed)
    {
        (tried ??= []).Add(failed);
        loop.Request.Read(client.Unused);
        if (Claim(out _) == ClaimOutcome.Claimed)
        {
            Start();
            return;
        }
        note.Void();
        client.HandOver();
    }

    public void ReplicaTakesMore() => ClientSaysMore();

    /// <summary>It has ended its side, perhaps after an answer: that is still to be read.</summary>
    public void ReplicaTakesNoMore()
    {
        takesNoMore = true;
        if (replica is not null) ReplicaSaysSomething();
    }

    public void ReplicaSaysSomething()
    {
        if (client.HasUnsent) return;
        quietSince = loop.Now;
        switch (relay.Pass(replica!, claim, closes || loop.IsDraining || (loop.IsFinishing && IsLast)))
        {
            case Relayed.NothingNow:
                if (relay.HasBegun) DropHead();
                break;
            case Relayed.Whole:
                DropHead();
                if (!client.HasUnsent) Finish();
                break;
            case Relayed.ClientGone:
                ClientGone();
                break;
            case Relayed.Torn:
                claim.Failed(Failure.Truncated);
                Count(relay.Status);
                Release(keepReplica: false);
                client.Reset();
                break;
            default:
                NoAnswer();
                break;
        }
    }

    /// <summary>The client has sent nothing behind this request so far.</summary>
    private bool IsLast => bodyLeft > 0 || (client.Unused.Length <= head && !client.IsReadable);

    private ClaimOutcome Claim(out int retryAfter) => loop.Facts.Of(client).Claim(claim, tried, out retryAfter);

    private void GoTo(ReplicaPool pool, bool anew = false)
    {
        if (anew) claim.Meter.Retried();
        replica = (anew ? null : pool.Take()) ?? pool.Connect();
        if (replica is null)
        {
            ReplicaRefused();
            return;
        }
        replica.Errand = this;
        if (!replica.IsConnected) return;
        if (anew) loop.Request.Read(client.Unused);
        SendHead();
    }

    /// <summary>Sends the head, and of the body what came with it.</summary>
    private void SendHead()
    {
        var unused = client.Unused;
        var at = loop.Writer.Write(loop.Request, unused, client.From, client.IsSecure, loop.Utc, new Span<byte>(loop.Out, Loop.Room), claim.Rule, client.Proof);
        var part = (int)Math.Min(bodyLeft, unused.Length - head);
        note.Number();
        unused.Slice(head, part).CopyTo(new Span<byte>(loop.Out + at, Loop.Room));
        if (claim.Mirror is { } mirror) copy.Head(mirror, claim.Port, loop.Request.Method(unused), new ReadOnlySpan<byte>(loop.Out, at), new ReadOnlySpan<byte>(loop.Out + at, part), bodyLeft);
        if (!replica!.Send(loop.Out, at + part))
        {
            // Nothing of it was taken, so it is as if it had not been tried.
            Retry();
            return;
        }
        if (bodyLeft == 0) return;
        if (part > 0)
        {
            DropHead();
            client.Use(part);
            bodyLeft -= part;
        }
        PassBody();
    }

    private void Retry()
    {
        var used = replica!.IsUsed;
        DropReplica();
        if (used) GoTo(loop.PoolOf(claim.Gauge, claim.Port), anew: true);
        else NoAnswer();
    }

    private void PassBody()
    {
        for (var reads = 0; bodyLeft > 0 && client.IsReadable && !replica!.HasUnsent && !trickle.Waits(loop.Now); reads++)
        {
            if (reads == AtOnce)
            {
                client.GoOnLater();
                return;
            }
            var got = client.ReceiveBody(loop.Out, (int)Math.Min(Loop.Room, bodyLeft));
            if (got == -1) break;
            if (got is 0 or -2)
            {
                ClientGone();
                return;
            }
            DropHead();
            client.Pace.Said(got, loop.Now);
            trickle.Passed(got, loop.Now);
            bodyLeft -= got;
            quietSince = loop.Now;
            copy.Body(new ReadOnlySpan<byte>(loop.Out, got), bodyLeft == 0);
            if (replica.Send(loop.Out, got)) continue;
            ReplicaTakesNoMore();
            return;
        }
        if (bodyLeft > 0 && !replica!.HasUnsent) client.Pace.Waits(loop.Now);
    }

    private void NoAnswer()
    {
        // A connection that was used before may have been closed just as the request was sent: most likely nothing was done with it.
        // Most likely is not enough for what changes something (RFC 9110, 9.2.2).
        if (mayRepeat && replica is { IsUsed: true } && head > 0 && !relay.HasHeard)
        {
            Retry();
            return;
        }
        claim.Failed(Failure.NoAnswer);
        var repeat = mayRepeat && head > 0 && claim.MayRepeat(++sends, loop.Parts.Time);
        var gauge = claim.Gauge;
        if (repeat) claim.Meter.Retried();
        else Count(Answer.NoAnswer.Status);
        Release(keepReplica: false);
        if (repeat) GoElsewhere(gauge);
        else client.Refuse(Answer.NoAnswer);
    }

    private void Finish()
    {
        var whole = bodyLeft == 0;
        Count(relay.Status);
        Release(keepReplica: whole && relay.Keeps && !takesNoMore && replica is { HasUnsent: false, IsEnding: false });
        if (whole) client.Next(keeps: !closes && !relay.SaidClose);
        else client.Leave();
    }

    /// <summary>No replica was asked for it.</summary>
    private void Refused(Answer answer, int retryAfter)
    {
        note.Refused(claim.RefusedBy, answer.Status);
        client.Refuse(answer, retryAfter);
    }

    /// <summary>It is over for the client: what is handed on is counted by whoever ends it.</summary>
    private void Count(int status) => note.End(claim, new Passed(status, loop.Since(woke), bodyLength - bodyLeft, relay.Content));

    private void DropHead()
    {
        if (head == 0) return;
        client.Use(head);
        head = 0;
    }

    private void DropReplica()
    {
        if (replica is null) return;
        replica.Errand = null;
        replica.Close();
        replica = null;
    }

    private void Release(bool keepReplica)
    {
        isOn = false;
        copy.Drop();
        if (keepReplica) replica!.Rest();
        else DropReplica();
        replica = null;
        loop.Parts.Inflight.RequestEnds(loop.Shard);
        // The last of a replica that has left is told of, under a lock: not by this thread.
        if (claim.Gauge.IsAway) claim.HandOn().DisposeLater();
        else claim.Dispose();
    }
}
