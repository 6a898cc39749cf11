using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Proximity.Flows;
using Proximity.Wires;

namespace Proximity.Tls;

/// <summary>
/// A wire through TLS, over any other wire, once the handshake is done. The TLS object is given back when the wire has ended and the last operation on it has returned: it must not be
/// taken away from under one.
/// </summary>
internal sealed class TlsWire : Wire
{
    /// <summary>How long a close_notify may wait for a peer that takes no bytes.</summary>
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(2);

    private readonly Wire inner;
    private readonly WireStream stream;
    private readonly SslStream ssl;
    private readonly TimeProvider timeProvider;
    private readonly bool needsCloseNotify;
    private readonly TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One for the owner until the wire ends, and one for each operation.</summary>
    private int users = 1;
    private int ended;
    private Task? farewell;

    /// <summary>A read of no bytes that <see cref="IsQuiet"/> began; the next read goes behind it.</summary>
    private Task<int>? watch;
    private bool lastReadFilled;

    /// <param name="inner">The wire underneath; owned from now on.</param>
    /// <param name="stream">It as a stream.</param>
    /// <param name="ssl">Authenticated, and leaving <paramref name="stream"/> open.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="needsCloseNotify">True when an end without close_notify is a failure: where the end of the stream can be the end of a message, anybody on the way could else cut it short (RFC 9112 §9.8).</param>
    public TlsWire(Wire inner, WireStream stream, SslStream ssl, TimeProvider timeProvider, bool needsCloseNotify)
    {
        this.inner = inner;
        this.stream = stream;
        this.ssl = ssl;
        this.timeProvider = timeProvider;
        this.needsCloseNotify = needsCloseNotify;
        Session = Describe(ssl);
    }

    /// <summary>What the handshake agreed.</summary>
    public FlowTls Session { get; }

    /// <summary>The TLS itself, for an implementation of HTTP/2 that takes the connection over.</summary>
    public SslStream Stream => ssl;

    /// <summary>Completes once the wire has ended, its last bytes sent.</summary>
    public Task Ended => end.Task;

    /// <summary>True once the peer has sent something inside TLS: it has taken the certificate that it was shown.</summary>
    public bool HasReceived { get; private set; }

    /// <summary>Bytes that came over the wire underneath.</summary>
    public long BytesRead => stream.BytesRead;

    /// <summary>Bytes that went over the wire underneath.</summary>
    public long BytesWritten => stream.BytesWritten;

    public override IPEndPoint? RemoteEndPoint => inner.RemoteEndPoint;

    public override IPEndPoint? LocalEndPoint => inner.LocalEndPoint;

    public override object? Affinity => inner.Affinity;

    public override void RunInTurn(Action action) => inner.RunInTurn(action);

    /// <summary>Not while <see cref="IsQuiet"/> has a read pending.</summary>
    public override void Join(object? affinity)
    {
        if (watch is null)
        {
            inner.Join(affinity);
        }
    }

    /// <summary>
    /// Bytes underneath may be no data at all, such as the session tickets of TLS 1.3: then a read of no bytes is begun, which goes past them and stays pending. It also sees what TLS
    /// has decrypted and nobody has read, of which there can be some only when the last read filled its buffer.
    /// </summary>
    public override bool IsQuiet
    {
        get
        {
            if (Volatile.Read(ref ended) != 0)
            {
                return false;
            }

            if (watch is null && !lastReadFilled && inner.IsQuiet)
            {
                return true;
            }

            watch ??= WatchAsync();
            return !watch.IsCompleted;
        }
    }

    /// <summary>An end that the pending read has not been told of yet counts here, and so do session tickets.</summary>
    public override bool IsSilent => IsQuiet && inner.IsQuiet;

    public override async ValueTask<WireResult> ReadAsync(Memory<byte> buffer)
    {
        if (!TryBegin())
        {
            return WireResult.Failure(WireError.Closed);
        }

        try
        {
            if (watch is { } pending)
            {
                watch = null;
                await pending.ConfigureAwait(false);
            }

            int count = await ssl.ReadAsync(buffer).ConfigureAwait(false);
            lastReadFilled = count == buffer.Length;
            HasReceived |= count > 0;
            return count > 0 || buffer.IsEmpty ? new WireResult(count) : EndOfStream();
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            return Classify(stream.ReadFailure, exception);
        }
        finally
        {
            End();
        }
    }

    public override ValueTask<WireResult> WaitReadableAsync() => ReadAsync(Memory<byte>.Empty);

    public override async ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!TryBegin())
        {
            return WireResult.Failure(WireError.Closed);
        }

        try
        {
            await ssl.WriteAsync(bytes).ConfigureAwait(false);
            return new WireResult(bytes.Length);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            return Classify(stream.WriteFailure, exception);
        }
        finally
        {
            End();
        }
    }

    public override void ShutdownWrite() => farewell ??= SayFarewellAsync();

    public override void CancelReads() => inner.CancelReads();

    public override void ResumeReads() => inner.ResumeReads();

    public override void Close()
    {
        // The flag comes later than the farewell, which is an operation like others.
        if (Volatile.Read(ref ended) != 0)
        {
            return;
        }

        Task last = farewell ??= SayFarewellAsync();
        if (last.IsCompleted)
        {
            Finish(abort: false);
        }
        else
        {
            _ = CloseLaterAsync(last);
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
            inner.Abort();
        }
        else
        {
            inner.Close();
        }

        end.TrySetResult();
        End();
    }

    /// <summary>Ends our side of TLS, then of the wire underneath. Never fails: a peer that is gone needs no farewell.</summary>
    private async Task SayFarewellAsync()
    {
        if (!TryBegin())
        {
            return;
        }

        try
        {
            await ssl.ShutdownAsync().ConfigureAwait(false);
            inner.ShutdownWrite();
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            // There is nobody to say it to.
        }
        finally
        {
            End();
        }
    }

    private async Task CloseLaterAsync(Task last)
    {
        using var enough = new CancellationTokenSource();
        await Task.WhenAny(last, Task.Delay(FarewellTime, timeProvider, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        Finish(abort: !last.IsCompleted);
    }

    private async Task<int> WatchAsync()
    {
        if (!TryBegin())
        {
            return 0;
        }

        try
        {
            return await ssl.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
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

    private WireResult EndOfStream()
        => needsCloseNotify && stream.HasEnded ? WireResult.Failure(WireError.Reset, new IOException("The connection ended without TLS saying so (RFC 9112 §9.8).")) : new WireResult(0);

    /// <summary>False once the wire has ended.</summary>
    private bool TryBegin()
    {
        int seen = Volatile.Read(ref users);
        while (seen > 0 && Volatile.Read(ref ended) == 0)
        {
            int before = Interlocked.CompareExchange(ref users, seen + 1, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    private void End()
    {
        if (Interlocked.Decrement(ref users) == 0)
        {
            ssl.Dispose();
        }
    }

    private static bool IsExpected(Exception exception)
        => exception is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or AuthenticationException;

    private WireResult Classify(in WireResult failure, Exception exception) => exception switch
    {
        _ when Volatile.Read(ref ended) != 0 => WireResult.Failure(WireError.Closed, exception),
        OperationCanceledException => WireResult.Failure(WireError.Canceled, exception),
        _ when failure.Error != WireError.None => WireResult.Failure(failure.Error, failure.Cause ?? exception),
        _ => WireResult.Failure(WireError.Failed, exception.GetBaseException()),
    };

    private static FlowTls Describe(SslStream ssl) => new(
        VersionName(ssl.SslProtocol),
        ssl.NegotiatedCipherSuite.ToString(),
        ssl.NegotiatedApplicationProtocol.Protocol.IsEmpty ? null : ssl.NegotiatedApplicationProtocol.ToString(),
        ssl.TargetHostName is { Length: > 0 } name ? name : null);

    private static string VersionName(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls12 => "TLS 1.2",
        SslProtocols.Tls13 => "TLS 1.3",
        _ => protocol.ToString(),
    };
}
