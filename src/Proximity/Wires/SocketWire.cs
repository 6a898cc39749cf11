using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Proximity.Awaiting;

namespace Proximity.Wires;

/// <summary>A wire over a connected TCP socket, portable to every system.</summary>
internal sealed class SocketWire : Wire
{
    private static readonly LingerOption ResetOnClose = new(enable: true, seconds: 0);

    private readonly Socket socket;
    private volatile CancellationTokenSource readCancellation = new();
    private int closed;

    public SocketWire(Socket socket)
    {
        this.socket = socket;
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

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    public override async ValueTask<WireResult> ReadAsync(Memory<byte> buffer)
    {
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

    private static bool IsExpected(Exception exception)
        => exception is SocketException or ObjectDisposedException or OperationCanceledException;

    private WireResult Classify(Exception exception) => exception switch
    {
        OperationCanceledException => WireResult.Failure(WireError.Canceled, exception),
        _ when Volatile.Read(ref closed) != 0 => WireResult.Failure(WireError.Closed, exception),
        SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.TimedOut } => WireResult.Failure(WireError.Reset, exception),
        _ => WireResult.Failure(WireError.Failed, exception),
    };
}
