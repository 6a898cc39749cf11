using Proximity.Telemetry;
using Proximity.Wires;

namespace Proximity.Tls;

/// <content>Whether anything has come, and how an observer learns that it has.</content>
internal sealed partial class TlsWire
{
    /// <summary>A read of no bytes that <see cref="IsQuiet"/> began; the next read goes behind it.</summary>
    private Task<int>? watch;
    private volatile IQuietObserver? observer;

    /// <summary>
    /// Bytes underneath may be no data at all, such as the session tickets of TLS 1.3: then a read of no bytes is begun, which goes past
    /// them and stays pending. It also sees what TLS has decrypted and nobody has read, of which there can be some only when the last read
    /// filled its buffer.
    /// </summary>
    public override bool IsQuiet => LooksQuiet(inner.IsQuiet);

    public override bool IsQuietForSure => LooksQuiet(inner.IsQuietForSure);

    /// <summary>An end that the pending read has not seen yet counts here, and so do session tickets.</summary>
    public override bool IsSilent
        => Volatile.Read(ref ended) == 0 && (watch is { } pending ? !pending.IsCompleted : !lastReadFilled) && inner.IsQuiet;

    /// <summary>
    /// While nothing can be held inside TLS, the wire underneath calls the observer. Where it cannot, or what it reported was no data, the
    /// end of the read of <see cref="IsQuiet"/> does.
    /// </summary>
    public override bool TryObserve(IQuietObserver quietObserver)
    {
        observer = quietObserver;
        if (watch is null && !lastReadFilled)
        {
            return Volatile.Read(ref ended) == 0 && inner.TryObserve(quietObserver);
        }

        if (!IsQuiet)
        {
            return false;
        }

        BackgroundTasks.Observe(NotifyAfterAsync(watch!), logger);
        return true;
    }

    public override void StopObserving()
    {
        observer = null;
        inner.StopObserving();
    }

    private bool LooksQuiet(bool isInnerQuiet)
    {
        if (Volatile.Read(ref ended) != 0)
        {
            return false;
        }

        if (watch is null && !lastReadFilled && isInnerQuiet)
        {
            return true;
        }

        watch ??= WatchAsync();
        return !watch.IsCompleted;
    }

    private async Task<int> WatchAsync()
    {
        if (!TryBegin())
        {
            return 0;
        }

        try
        {
            return await ReadInsideAsync(Memory<byte>.Empty).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsExpected(exception) && exception is not OperationCanceledException)
        {
            // The read that comes next meets it again.
            return 0;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Calls the observer however the read ends: one that was cancelled is not quiet either.</summary>
    private async Task NotifyAfterAsync(Task<int> pending)
    {
        await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        observer?.OnDisturbed();
    }
}
