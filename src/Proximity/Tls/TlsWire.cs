using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using Proximity.Flows;
using Proximity.Wires;

namespace Proximity.Tls;

/// <summary>
/// A wire through TLS, over any other wire, once the handshake is done. The TLS object is given back when the wire has ended and the last operation on it has returned: it must not be
/// taken away from under one.
/// </summary>
internal sealed partial class TlsWire : Wire
{
    private readonly Wire inner;
    private readonly WireStream stream;
    private readonly SslStream ssl;
    private readonly TimeProvider timeProvider;
    private readonly ILogger logger;
    private readonly bool needsCloseNotify;
    private readonly TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Held by a write, and by close_notify, which goes behind it: the end of TLS in the midst of a write would be an end in the midst of a message.</summary>
    private readonly SemaphoreSlim writeGate = new(1, 1);
    private OverlapCheck reading;
    private OverlapCheck writing;

    /// <summary>One for the owner until the wire ends, and one for each operation.</summary>
    private int users = 1;
    private int ended;
    private bool lastReadFilled;

    /// <param name="stream">The wire underneath, which is owned from now on, as a stream.</param>
    /// <param name="ssl">Authenticated, and leaving <paramref name="stream"/> open.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">For defects in what nobody awaits.</param>
    /// <param name="needsCloseNotify">True when an end without close_notify is a failure: where the end of the stream can be the end of a message, anybody on the way could else cut it short (RFC 9112 §9.8).</param>
    public TlsWire(WireStream stream, SslStream ssl, TimeProvider timeProvider, ILogger logger, bool needsCloseNotify)
    {
        inner = stream.Wire;
        this.stream = stream;
        this.ssl = ssl;
        this.timeProvider = timeProvider;
        this.logger = logger;
        this.needsCloseNotify = needsCloseNotify;
        Session = Describe(ssl);

        // The handshake has read its last.
        stream.ReadGate.Leave();
    }

    /// <summary>What the handshake agreed.</summary>
    public FlowTls Session { get; private init; }

    /// <summary>The certificates that were shown in it.</summary>
    public IReadOnlyList<FlowCertificate> Certificates { init => Session = Session with { Certificates = value }; }

    /// <summary>
    /// The TLS itself, for an implementation of HTTP/2 that takes the connection over. Its reads are outside TLS while they wait for the
    /// wire, as those of this wire are; nothing of it may be used behind the end of this wire.
    /// </summary>
    public SslStream Stream => ssl;

    /// <summary>Completes once the wire has ended, its last bytes sent.</summary>
    public Task Ended => end.Task;

    /// <summary>True when it ended with a break, perhaps in the midst of a write. To be read behind <see cref="Ended"/>.</summary>
    public bool WasAborted { get; private set; }

    /// <summary>True once the peer has sent application data: it has accepted the certificate that it was shown.</summary>
    public bool HasReceived { get; private set; }

    /// <summary>True once the peer has ended its side by a close_notify, as a peer does that has accepted the certificate (RFC 8446 §6.1).</summary>
    public bool HasReceivedCloseNotify { get; private set; }

    /// <summary>Bytes that came over the wire underneath.</summary>
    public long BytesRead => stream.BytesRead;

    /// <summary>Bytes that went over the wire underneath.</summary>
    public long BytesWritten => stream.BytesWritten;

    public override IPEndPoint? RemoteEndPoint => inner.RemoteEndPoint;

    public override IPEndPoint? LocalEndPoint => inner.LocalEndPoint;

    public override object? Affinity => inner.Affinity;

    public override void WatchForBreak(Action onBroken) => inner.WatchForBreak(onBroken);

    public override void RunInTurn(Action action) => inner.RunInTurn(action);

    /// <summary>Not while <see cref="IsQuiet"/> has a read pending.</summary>
    public override void Join(object? affinity)
    {
        if (watch is null)
        {
            inner.Join(affinity);
        }
    }

    public override async ValueTask<WireResult> ReadAsync(Memory<byte> buffer)
    {
        if (!TryBegin())
        {
            return WireResult.Failure(WireError.Closed);
        }

        reading.Begin();
        try
        {
            if (watch is { } pending)
            {
                watch = null;
                await pending.ConfigureAwait(false);
            }

            int count = await ReadInsideAsync(buffer).ConfigureAwait(false);
            lastReadFilled = count == buffer.Length;
            HasReceived |= count > 0;
            HasReceivedCloseNotify |= count == 0 && !buffer.IsEmpty && !stream.HasEnded;
            return count > 0 || buffer.IsEmpty ? new WireResult(count) : EndOfStream();
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            return Classify(stream.ReadFailure, exception);
        }
        finally
        {
            reading.End();
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

        writing.Begin();
        await writeGate.WaitAsync().ConfigureAwait(false);
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
            writeGate.Release();
            writing.End();
            End();
        }
    }

    public override void CancelReads() => inner.CancelReads();

    public override void ResumeReads() => inner.ResumeReads();

    private async ValueTask<int> ReadInsideAsync(Memory<byte> buffer)
    {
        stream.ReadGate.Enter();
        try
        {
            return await ssl.ReadAsync(buffer).ConfigureAwait(false);
        }
        finally
        {
            stream.ReadGate.Leave();
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
        => exception is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or NotSupportedException or AuthenticationException;

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
