using System.Buffers;
using System.Globalization;
using Gantry.Registry.Index;
using Gantry.Registry.Intake;
using Gantry.Registry.Remote;
using Gantry.Resources.Registries;
using Microsoft.AspNetCore.Http;

namespace Gantry.Registry.Upstreams;

/// <summary>
/// A blob on its way from an upstream to the disk, and from there to all who wait for it, as it comes. The last byte is given out once
/// the whole is what its digest says and is kept: nobody ever has all of something that it is not.
/// </summary>
internal sealed class BlobFetch(ImageRegistry registry, UpstreamReader reader, RemoteName place, string repository, Digest digest, Action ended)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private const int Piece = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<Refusal?> _head = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IncomingBlob? _incoming;
    private int _joined;
    private long _available;
    private bool _begun, _ended, _well;

    /// <summary>In bytes; null where the upstream does not say.</summary>
    public long? Length { get; private set; }

    /// <returns>False: it has ended meanwhile.</returns>
    public bool TryJoin()
    {
        lock (_gate)
        {
            if (_ended) return false;
            _joined++;
            if (_begun) return true;
            _begun = true;
        }

        // Nobody's request: it goes on when whoever asked first has gone.
        _ = Task.Run(RunAsync, CancellationToken.None);
        return true;
    }

    public void Leave()
    {
        lock (_gate)
        {
            if (--_joined > 0 || !_ended) return;
        }

        _incoming?.Dispose();
    }

    /// <summary>Until it is known whether it comes.</summary>
    /// <returns>Null: it does, or is there already.</returns>
    public Task<Refusal?> HeadAsync(CancellationToken cancel) => _head.Task.WaitAsync(cancel);

    /// <summary>Until all of it is on the disk.</summary>
    /// <returns>False: it did not get there.</returns>
    public async Task<bool> KeptAsync(CancellationToken cancel)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_ended) return _well;
                more = _more.Task;
            }

            await more.WaitAsync(cancel);
        }
    }

    /// <summary>Sends it as it comes; breaks the connection off when it does not come to its end.</summary>
    public async Task SendAsync(HttpContext http)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            for (var at = 0L; ;)
            {
                long available;
                bool ended;
                Task more;
                lock (_gate) (available, ended, more) = (_available, _ended, _more.Task);
                if (at < available)
                {
                    var read = RandomAccess.Read(_incoming!.File, buffer.AsSpan(0, (int)Math.Min(Piece, available - at)), at);
                    await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), http.RequestAborted);
                    at += read;
                }
                else if (ended)
                {
                    if (!_well) http.Abort();
                    return;
                }
                else await more.WaitAsync(http.RequestAborted);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task RunAsync()
    {
        var well = false;
        try
        {
            well = await BringAsync();
            _head.TrySetResult(null);
        }
        catch (RegistryException away)
        {
            _head.TrySetResult(PullThrough.Refuse(away));
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or OperationCanceledException)
        {
            _head.TrySetResult(Endpoints.Errors.Of(broken) ?? Refusal.Upstream($"{place.Host} broke off: {broken.Message}"));
        }
        catch (Exception failure)
        {
            _head.TrySetException(failure);
        }
        finally
        {
            ended();
            Publish(well ? _incoming?.Length ?? 0 : _available, hasEnded: true, well);
            bool last;
            lock (_gate) last = _joined == 0;
            if (last) _incoming?.Dispose();
        }
    }

    private async Task<bool> BringAsync()
    {
        // The bytes may be here, under another name or since a moment ago.
        if (await registry.Index.WriteAsync(rows => BlobRows.HoldKnown(rows, repository, digest.Text, registry.Now))) return true;
        using var patience = new CancellationTokenSource(Patience);
        using var answer = await reader.BlobAsync(place, HttpMethod.Get, digest, patience.Token);
        if (answer is null)
        {
            _head.TrySetResult(Refusal.BlobUnknown(digest.Text));
            return false;
        }

        Length = answer.Content.Headers.ContentLength;
        _incoming = registry.Intake.Begin(repository, digest.Algorithm);
        if (_incoming is null)
        {
            _head.TrySetResult(RegistryIntake.Busy);
            return false;
        }

        await using var body = await answer.Content.ReadAsStreamAsync(patience.Token);
        var buffer = new byte[Piece];
        _head.TrySetResult(null);
        while (true)
        {
            patience.CancelAfter(Patience);
            var read = await body.ReadAsync(buffer, patience.Token);
            if (read == 0) break;
            if (_incoming.Length + read > (Length ?? long.MaxValue)) return false;
            _incoming.Write(buffer.AsSpan(0, read));
            Publish(_incoming.Length - 1, hasEnded: false, well: false);
        }

        if (_incoming.Digest != digest) return false;
        await registry.Intake.KeepAsync(_incoming);
        return true;
    }

    private void Publish(long available, bool hasEnded, bool well)
    {
        TaskCompletionSource before;
        lock (_gate)
        {
            (_available, _ended, _well) = (available, hasEnded, well);
            (before, _more) = (_more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        before.SetResult();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{repository}@{digest}, {_available} bytes");
}
