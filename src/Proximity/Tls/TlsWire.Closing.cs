using Proximity.Telemetry;
using Proximity.Timing;

namespace Proximity.Tls;

/// <content>The end of our side: close_notify, behind the write that is under way, then the end of the wire underneath.</content>
internal sealed partial class TlsWire
{
    /// <summary>How long a close_notify may wait for a peer that takes no bytes.</summary>
    private static readonly TimeSpan CloseNotifyTime = TimeSpan.FromSeconds(2);

    /// <summary>Completes when close_notify is with the wire underneath, or cannot be sent.</summary>
    private readonly TaskCompletionSource closeNotify = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int isCloseNotifyBegun;
    private int isCloseBegun;

    public override void ShutdownWrite() => BeginCloseNotify();

    /// <summary>
    /// Takes as long as close_notify, which goes behind the write that is under way, but no longer than <see cref="CloseNotifyTime"/>: then
    /// both are broken off.
    /// </summary>
    public override void Close()
    {
        if (Interlocked.Exchange(ref isCloseBegun, 1) != 0)
        {
            return;
        }

        if (BeginCloseNotify().IsCompleted)
        {
            Finish(abort: false);
        }
        else
        {
            BackgroundTasks.Observe(CloseLaterAsync(), logger);
        }
    }

    public override void Abort() => Finish(abort: true);

    private void Finish(bool abort)
    {
        if (Interlocked.Exchange(ref ended, 1) != 0)
        {
            return;
        }

        if (abort)
        {
            WasAborted = true;
            inner.Abort();
        }
        else
        {
            inner.Close();
        }

        end.TrySetResult();
        End();
    }

    private Task BeginCloseNotify()
    {
        if (Interlocked.Exchange(ref isCloseNotifyBegun, 1) == 0)
        {
            BackgroundTasks.Observe(SendCloseNotifyAsync(), logger);
        }

        return closeNotify.Task;
    }

    /// <summary>Ends our side of TLS, then of the wire underneath. Never fails: a peer that is gone needs no closeNotify.</summary>
    private async Task SendCloseNotifyAsync()
    {
        if (!TryBegin())
        {
            closeNotify.TrySetResult();
            return;
        }

        await writeGate.WaitAsync().ConfigureAwait(false);
        try
        {
            await stream.ReadGate.RunOutsideAsync(ssl.ShutdownAsync).ConfigureAwait(false);
            inner.ShutdownWrite();
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            // There is nobody to say it to.
        }
        finally
        {
            writeGate.Release();
            closeNotify.TrySetResult();
            End();
        }
    }

    private async Task CloseLaterAsync()
    {
        using var enough = new CancellationTokenSource();
        try
        {
            await Task.WhenAny(closeNotify.Task, Delays.For(CloseNotifyTime, timeProvider, enough.Token)).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            // Also behind a clock that throws: others wait for the end.
            Finish(abort: !closeNotify.Task.IsCompleted);
        }
    }
}
