using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Primitives;
using Proximity.Flows;
using Proximity.Http2.Rendering;
using Proximity.Protocol;
using Proximity.Wires;

namespace Proximity.Http2.Clients;

/// <summary>
/// One stream of a client as a wire: read from, it is one HTTP/1.1 request and then ends; written to, it takes the response. Nothing is
/// stored between: a read reads from Kestrel, a write waits for Kestrel, and with it the client's window. Kestrel's objects are used again
/// for other streams, so nothing touches them after <see cref="FinishAsync"/>.
/// </summary>
internal sealed class ClientStreamWire : Wire
{
    private readonly ClientConnectionContext connection;
    private readonly IFeatureCollection stream;
    private readonly ByteBuffer head;
    private readonly BodyFramer? body;
    private readonly ResponseReceiver receiver;
    private readonly Lock gate = new();
    private volatile CancellationTokenSource readCancellation = new();
    private Task<bool>? ending;
    private int headTaken;
    private bool isClosed;
    private bool isFinished;
    private volatile bool isAborted;

    public ClientStreamWire(ClientConnectionContext connection, IFeatureCollection stream, ByteBuffer head, Http2Settings settings)
    {
        this.connection = connection;
        this.stream = stream;
        this.head = head;
        var request = stream.Get<IHttpRequestFeature>()!;
        if (stream.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true
            && stream.Get<IHttpExtendedConnectFeature>()?.IsExtendedConnect != true)
        {
            body = new BodyFramer(request.Body, request.Headers.ContentLength is null ? Trailers : null);
        }

        receiver = new ResponseReceiver(stream, connection, settings.Buffers);
        Http2Stream = new StreamIdentity(connection.Id, stream.Get<IHttp2StreamIdFeature>()!.StreamId);
    }

    public override StreamIdentity Http2Stream { get; }

    public override IPEndPoint? RemoteEndPoint => connection.Client.Wire.RemoteEndPoint;

    public override IPEndPoint? LocalEndPoint => connection.Client.Wire.LocalEndPoint;

    public override bool IsQuiet => false;

    public override async ValueTask<WireResult> ReadAsync(Memory<byte> buffer)
    {
        if (headTaken < head.Length)
        {
            int count = Math.Min(buffer.Length, head.Length - headTaken);
            head.Memory.Slice(headTaken, count).CopyTo(buffer);
            headTaken += count;
            return new WireResult(count);
        }

        CancellationToken cancellationToken = readCancellation.Token;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (receiver.Opened is { } opened)
            {
                return new WireResult(await opened.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));
            }

            return new WireResult(body is null ? 0 : await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (StreamFailure.IsExpected(exception))
        {
            return Classify(exception, cancellationToken);
        }
    }

    public override ValueTask<WireResult> WaitReadableAsync()
        => headTaken < head.Length ? new ValueTask<WireResult>(default(WireResult)) : ReadAsync(Memory<byte>.Empty);

    public override async ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return await receiver.ReceiveAsync(bytes).ConfigureAwait(false)
                ? new WireResult(bytes.Length)
                : WireResult.Failure(isAborted ? WireError.Reset : WireError.Failed);
        }
        catch (Exception exception) when (StreamFailure.IsExpected(exception))
        {
            return Classify(exception, CancellationToken.None);
        }
    }

    public override void HoldEnd() => receiver.HoldsEnd = true;

    public override void SendHeldEnd()
    {
        if (receiver.HoldsEnd)
        {
            ShutdownWrite();
        }
    }

    /// <summary>Only an end that nothing else tells is the stream's own.</summary>
    public override void ShutdownWrite()
    {
        lock (gate)
        {
            if (!isFinished && !isAborted && receiver.EndsWithWire)
            {
                ending ??= EndAsync();
            }
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

    public override void Close()
    {
        ShutdownWrite();
        lock (gate)
        {
            isClosed = true;
        }

        CancelReads();
    }

    /// <summary>The client sees that something is missing: the stream is reset (RFC 9113 §5.4.2).</summary>
    public override void Abort()
    {
        lock (gate)
        {
            isClosed = true;
            if (!isFinished && !isAborted)
            {
                isAborted = true;
                stream.Get<IHttpResetFeature>()!.Reset((int)ResetCode.InternalError);
            }
        }

        CancelReads();
    }

    /// <summary>
    /// The client reset the stream, or its connection has ended. With the whole response it may have all it wanted; before, its exchange is
    /// over.
    /// </summary>
    public void Leave(CancellationTokenSource lost)
    {
        bool hadAll = receiver.State == ReceiverState.Complete;
        isAborted = true;
        if (hadAll)
        {
            CancelReads();
        }
        else
        {
            lost.Cancel();
        }
    }

    /// <summary>After the exchange: what is missing of the response is made known. Then the stream belongs to Kestrel again.</summary>
    public async ValueTask FinishAsync()
    {
        if (ending is { } end)
        {
            await end.ConfigureAwait(false);
        }

        if (receiver.State != ReceiverState.Complete)
        {
            Abort();
        }

        lock (gate)
        {
            isFinished = true;
        }

        receiver.Release();
    }

    private async Task<bool> EndAsync()
    {
        try
        {
            return await receiver.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (StreamFailure.IsExpected(exception))
        {
            // The client is gone: there is nobody to tell the end.
            return false;
        }
    }

    /// <summary>The request's trailers, which Kestrel has once the body has ended.</summary>
    private byte[] Trailers()
    {
        if (stream.Get<IHttpRequestTrailersFeature>() is not { Available: true } feature || feature.Trailers.Count == 0)
        {
            return [];
        }

        var lines = new StringBuilder();
        foreach ((string name, StringValues values) in feature.Trailers)
        {
            foreach (string? value in values)
            {
                TrailerLine.Append(name, value ?? "", lines);
            }
        }

        return Encoding.Latin1.GetBytes(lines.ToString());
    }

    private WireResult Classify(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        _ when isClosed => WireResult.Failure(WireError.Closed, exception),
        OperationCanceledException when cancellationToken.IsCancellationRequested => WireResult.Failure(WireError.Canceled, exception),
        _ => WireResult.Failure(WireError.Reset, exception),
    };
}
