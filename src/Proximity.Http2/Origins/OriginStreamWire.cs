using System.Net;
using Proximity.Flows;
using Proximity.Http2.Rendering;
using Proximity.Protocol.Heads;
using Proximity.Wires;

namespace Proximity.Http2.Origins;

/// <summary>
/// A share of an HTTP/2 connection to an origin as a wire: what is written to it are HTTP/1.1 requests, each of which becomes a stream;
/// what is read from it are their responses. Nothing is stored between: a write waits for the origin's window, and what is not read is not
/// taken from the origin.
/// </summary>
internal sealed class OriginStreamWire : Wire
{
    private readonly MultiplexedOrigin origin;
    private readonly Http2Settings settings;
    private readonly RequestReceiver receiver;
    private readonly Lock gate = new();
    private volatile CancellationTokenSource readCancellation = new();
    private TaskCompletionSource<OriginExchange> begun = NewBegun();
    private OriginExchange? current;
    private bool isWriting;
    private volatile bool isClosed;

    public OriginStreamWire(MultiplexedOrigin origin, Http2Settings settings)
    {
        this.origin = origin;
        this.settings = settings;
        receiver = new RequestReceiver(settings.Buffers);
    }

    /// <summary>Called when the origin shows that it is there, though nothing moves on this stream; null for nobody.</summary>
    public Action? OnLife { get; private set; }

    public override StreamIdentity Http2Stream => origin.Identity;

    public override IPEndPoint? RemoteEndPoint => origin.RemoteEndPoint;

    public override IPEndPoint? LocalEndPoint => null;

    public override bool IsQuiet => !isClosed && origin.IsUsable;

    public override async ValueTask<WireResult> ReadAsync(Memory<byte> buffer)
    {
        CancellationToken cancellationToken = readCancellation.Token;
        try
        {
            OriginExchange exchange = await begun.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new WireResult(await exchange.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (StreamFailure.IsExpected(exception))
        {
            return Classify(exception, cancellationToken);
        }
    }

    public override ValueTask<WireResult> WaitReadableAsync() => ReadAsync(Memory<byte>.Empty);

    public override async ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        int total = bytes.Length;
        if (!BeginWrite())
        {
            return WireResult.Failure(WireError.Closed);
        }

        try
        {
            while (!bytes.IsEmpty)
            {
                if (current is { IsOpen: true } open)
                {
                    await open.WriteAsync(bytes).ConfigureAwait(false);
                    break;
                }

                bytes = receiver.IsInBody ? await WriteBodyAsync(bytes).ConfigureAwait(false) : ReadHead(bytes);
            }

            return new WireResult(total);
        }
        catch (Exception exception) when (StreamFailure.IsExpected(exception))
        {
            return Classify(exception, CancellationToken.None);
        }
        finally
        {
            EndWrite();
        }
    }

    public override void WatchForLife(Action? onLife) => OnLife = onLife;

    /// <summary>Only of an open stream does our direction end by itself.</summary>
    public override void ShutdownWrite()
    {
        if (current is { IsOpen: true } open)
        {
            open.EndOpen(settings.TimeProvider);
        }
    }

    public override void CancelReads() => readCancellation.Cancel();

    public override void ResumeReads()
    {
        if (readCancellation.IsCancellationRequested)
        {
            readCancellation = new CancellationTokenSource();
        }
    }

    public override void Close() => End(aborts: false);

    public override void Abort() => End(aborts: true);

    private static TaskCompletionSource<OriginExchange> NewBegun() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins the next exchange once its head is whole; the result is what follows it.</summary>
    private ReadOnlyMemory<byte> ReadHead(ReadOnlyMemory<byte> bytes)
    {
        var head = new RequestHead(settings.Buffers);
        try
        {
            switch (receiver.ReadHead(ref bytes, head))
            {
                case ParseState.NeedMore:
                    return default;
                case ParseState.Fault:
                    throw new IOException("The request is not valid HTTP/1.1.");
                default:
                    Begin(head);
                    return bytes;
            }
        }
        finally
        {
            head.Release();
        }
    }

    private void Begin(RequestHead head)
    {
        HttpRequestMessage request = RequestBuilder.Create(head, receiver.Framing, origin.Scheme) ?? throw new InexpressibleException();
        OriginExchange next;
        lock (gate)
        {
            if (isClosed)
            {
                request.Dispose();
                throw new IOException("The connection was closed.");
            }

            next = new OriginExchange(request, origin, settings.Buffers);
            current?.Dispose();
            current = next;
            if (begun.Task.IsCompleted)
            {
                begun = NewBegun();
            }
        }

        begun.TrySetResult(next);
    }

    private async ValueTask<ReadOnlyMemory<byte>> WriteBodyAsync(ReadOnlyMemory<byte> bytes)
    {
        byte[] copy = settings.Buffers.Rent(bytes.Length);
        try
        {
            bytes.CopyTo(copy);
            if (!receiver.TryReadBody(copy.AsSpan(0, bytes.Length), out int consumed, out int payload))
            {
                throw new IOException("The request's body is not valid HTTP/1.1.");
            }

            if (payload > 0)
            {
                await current!.WriteAsync(copy.AsMemory(0, payload)).ConfigureAwait(false);
            }

            if (!receiver.IsInBody)
            {
                await current!.CompleteRequestAsync().ConfigureAwait(false);
            }

            return bytes[consumed..];
        }
        finally
        {
            settings.Buffers.Return(copy);
        }
    }

    private bool BeginWrite()
    {
        lock (gate)
        {
            isWriting = !isClosed;
            return isWriting;
        }
    }

    /// <summary>Buffers go back when nobody uses them: by the writer, when the wire was closed meanwhile.</summary>
    private void EndWrite()
    {
        lock (gate)
        {
            isWriting = false;
            if (isClosed)
            {
                receiver.Release();
            }
        }
    }

    private void End(bool aborts)
    {
        OriginExchange? last;
        lock (gate)
        {
            if (isClosed)
            {
                return;
            }

            isClosed = true;
            last = current;
            if (!isWriting)
            {
                receiver.Release();
            }
        }

        if (aborts)
        {
            last?.Abort();
        }
        else
        {
            last?.Dispose();
        }

        CancelReads();
        origin.Release(this);
    }

    private WireResult Classify(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        _ when isClosed => WireResult.Failure(WireError.Closed, exception),
        OperationCanceledException when cancellationToken.IsCancellationRequested => WireResult.Failure(WireError.Canceled, exception),
        _ when Means<InexpressibleException>(exception, _ => true)
            || Means<HttpRequestException>(exception, request => request.HttpRequestError == HttpRequestError.ExtendedConnectNotSupported)
            || (IsReset(exception, ResetCode.Http11Required) && !origin.RequiresHttp11)
            => WireResult.Failure(WireError.Inexpressible, exception),
        _ when Means<UnprocessedException>(exception, _ => true) || IsReset(exception, ResetCode.RefusedStream)
            => WireResult.Failure(WireError.Unprocessed, exception),

        // Up to the last stream of its GOAWAY an origin may have carried requests out.
        _ when origin.RequiresHttp11 && current is { IsIdempotent: true } => WireResult.Failure(WireError.Inexpressible, exception),
        _ when current is { MayRequireHttp11: true } => WireResult.Failure(WireError.Inexpressible, exception),
        _ => WireResult.Failure(WireError.Reset, exception),
    };

    private static bool IsReset(Exception exception, ResetCode code)
        => Means<HttpProtocolException>(exception, protocol => protocol.ErrorCode == (long)code);

    /// <summary>The HTTP client wraps what it met, more than once.</summary>
    private static bool Means<TException>(Exception exception, Func<TException, bool> isMeant)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is TException found && isMeant(found))
            {
                return true;
            }
        }

        return false;
    }
}
