using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Proximity.Awaiting;
using Proximity.Telemetry;

namespace Proximity.Wires;

/// <summary>A wire over a connected TCP socket, portable to every system.</summary>
internal sealed class SocketWire : Wire
{
    private static readonly LingerOption ResetOnClose = new(enable: true, seconds: 0);

    private readonly Socket socket;
    private readonly ILogger logger;
    private volatile CancellationTokenSource readCancellation = new();
    private volatile IQuietObserver? observer;

    /// <summary>A read of no bytes that an observer waits for; the next read goes behind it.</summary>
    private Task? watch;
    private int closed;
    private BreakWatch? breakWatch;

    /// <param name="socket">Connected; owned from now on.</param>
    /// <param name="logger">For defects of observers and of what is called at a break.</param>
    public SocketWire(Socket socket, ILogger? logger = null)
    {
        this.socket = socket;
        this.logger = logger ?? NullLogger.Instance;
        socket.NoDelay = true;
        RemoteEndPoint = socket.RemoteEndPoint as IPEndPoint;
        LocalEndPoint = socket.LocalEndPoint as IPEndPoint;
    }

    public override IPEndPoint? RemoteEndPoint { get; }

    public override IPEndPoint? LocalEndPoint { get; }

    public override bool IsQuiet
    {
        get
        {
            try
            {
                return Volatile.Read(ref closed) == 0 && !socket.Poll(0, SelectMode.SelectRead);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    public override bool TryObserve(IQuietObserver quietObserver)
    {
        observer = quietObserver;
        if (!IsQuiet)
        {
            return false;
        }

        // A watch looks for its observer only once its task has completed. One that has not completed finds this one, hence the fence.
        Interlocked.MemoryBarrier();
        if (watch is not { IsCompleted: false })
        {
            watch = WaitDisturbedAsync();
            BackgroundTasks.Observe(CallObserverAsync(watch), logger);
        }

        return true;
    }

    public override void StopObserving() => observer = null;

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    public override async ValueTask<WireResult> ReadAsync(Memory<byte> buffer)
    {
        if (watch is { } pending)
        {
            watch = null;
            await pending.ConfigureAwait(false);
        }

        try
        {
            return new WireResult(await socket.ReceiveAsync(buffer, SocketFlags.None, readCancellation.Token).ConfigureAwait(false));
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            return Classify(exception);
        }
    }

    public override ValueTask<WireResult> WaitReadableAsync() => ReadAsync(Memory<byte>.Empty);

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    public override async ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        int total = bytes.Length;
        try
        {
            while (!bytes.IsEmpty)
            {
                int sent = await socket.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false);
                bytes = bytes[sent..];
            }

            return new WireResult(total);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            return Classify(exception);
        }
    }

    /// <summary>
    /// Bytes that come end the watch, which begins anew with the next call: this transport shows a break only where nothing is left to
    /// read.
    /// </summary>
    public override void WatchForBreak(Action onBroken)
    {
        BreakWatch watching = breakWatch
            ?? Interlocked.CompareExchange(ref breakWatch, new BreakWatch(WaitForBreakAsync, logger), null)
            ?? breakWatch;

        // Closing stops the watch that it finds; the fence of the exchange above has one that it does not find see this.
        if (Volatile.Read(ref closed) == 0)
        {
            watching.Begin(onBroken);
        }
    }

    /// <summary>A read of no bytes beside others: the system serves them in their order.</summary>
    private async Task<bool> WaitForBreakAsync(CancellationToken cancellationToken)
    {
        try
        {
            await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            return socket.Poll(0, SelectMode.SelectError);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            return Classify(exception).Error is WireError.Reset or WireError.Failed;
        }
    }

    public override void ShutdownWrite()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The peer is gone already, which is what the shutdown would have told it.
        }
    }

    public override void CancelReads()
    {
        try
        {
            readCancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile: there is no read left to cancel.
        }
    }

    public override void ResumeReads()
    {
        CancellationTokenSource old = readCancellation;
        if (old.IsCancellationRequested)
        {
            readCancellation = new CancellationTokenSource();
            old.Dispose();
        }
    }

    public override void Close()
    {
        if (Interlocked.Exchange(ref closed, 1) == 0)
        {
            // A socket that is disposed of while a read waits is reset, and the peer may lose what it has not read yet.
            Volatile.Read(ref breakWatch)?.Stop();
            CancelReads();
            socket.Dispose();
            readCancellation.Dispose();
        }
    }

    public override void Abort()
    {
        if (Interlocked.Exchange(ref closed, 1) == 0)
        {
            try
            {
                socket.LingerState = ResetOnClose;
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Not connected any more: there is nobody to send the reset to.
            }

            socket.Dispose();
            readCancellation.Dispose();
        }
    }

    /// <summary>Never fails: the read that comes next meets what this one met.</summary>
    private async Task WaitDisturbedAsync()
    {
        try
        {
            await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, readCancellation.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            // Broken off, closed, or cancelled: no longer quiet, whichever it is.
        }
    }

    private async Task CallObserverAsync(Task disturbed)
    {
        await disturbed.ConfigureAwait(false);
        observer?.OnDisturbed();
    }

    private static bool IsExpected(Exception exception)
        => exception is SocketException or ObjectDisposedException or OperationCanceledException;

    private WireResult Classify(Exception exception) => exception switch
    {
        // First: closing cancels the reads that wait.
        _ when Volatile.Read(ref closed) != 0 => WireResult.Failure(WireError.Closed, exception),
        OperationCanceledException => WireResult.Failure(WireError.Canceled, exception),
        SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted } or
            SocketException { SocketErrorCode: SocketError.Shutdown or SocketError.TimedOut }
            => WireResult.Failure(WireError.Reset, exception),
        _ => WireResult.Failure(WireError.Failed, exception),
    };
}
