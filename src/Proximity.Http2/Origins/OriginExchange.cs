using System.Net;
using Proximity.Http2.Rendering;
using Proximity.Protocol;

namespace Proximity.Http2.Origins;

/// <summary>
/// One request of the HTTP client and its response, as the engine writes the one and reads the other. Writing and reading go on at the same
/// time.
/// </summary>
internal sealed class OriginExchange : IDisposable
{
    /// <summary>How long an origin may be silent on an open stream whose client has ended its direction.</summary>
    private static readonly TimeSpan EndSilence = TimeSpan.FromSeconds(2);

    private static readonly byte[] Continue = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    private readonly HttpRequestMessage request;
    private readonly RequestContent? content;
    private readonly CancellationTokenSource abort = new();
    private readonly Task<HttpResponseMessage> responding;
    private readonly BufferPool buffers;
    private readonly MultiplexedOrigin origin;
    private readonly long receivedBefore;
    private readonly int http11ResetsBefore;
    private Task<Stream>? expected;
    private Stream? requestStream;
    private HttpResponseMessage? response;
    private Stream? responseStream;
    private BodyFramer? body;
    private ReadOnlyMemory<byte> head;
    private long? declared;
    private Task<int>? ending;
    private ITimer? openEnd;
    private volatile bool hasEndedOpen;

    /// <summary>Sends the head.</summary>
    public OriginExchange(HttpRequestMessage request, MultiplexedOrigin origin, BufferPool buffers)
    {
        this.request = request;
        content = request.Content as RequestContent;
        this.buffers = buffers;
        this.origin = origin;
        receivedBefore = origin.ReceivedCount;
        http11ResetsBefore = origin.Http11ResetCount;
        expected = request.Headers.ExpectContinue == true ? content?.Lent : null;
        responding = origin.SendAsync(request, abort.Token);
        StreamFailure.Observe(responding);
    }

    /// <summary>True when sending it twice does no more than sending it once (RFC 9110 §9.2.2).</summary>
    public bool IsIdempotent => request.Method.Method is "GET" or "HEAD" or "OPTIONS" or "PUT" or "DELETE" or "TRACE";

    /// <summary>
    /// True when the origin has reset a stream with HTTP_1_1_REQUIRED since this one began, and this one has a body: the HTTP client does
    /// not say then why it was reset.
    /// </summary>
    public bool MayRequireHttp11 => content is not null && origin.Http11ResetCount != http11ResetsBefore;

    /// <summary>True once the origin agreed to an extended CONNECT: bytes in both directions.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The next bytes of the response; 0 at its end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (head.IsEmpty && response is null)
        {
            await PrepareHeadAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!head.IsEmpty)
        {
            int count = Math.Min(buffer.Length, head.Length);
            head[..count].CopyTo(buffer);
            head = head[count..];
            return count;
        }

        if (IsOpen)
        {
            return await ReadOpenAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        int read = body is null ? 0 : await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        declared -= read;
        AwaitEnd();
        return read;
    }

    private async ValueTask<int> ReadOpenAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            int count = await responseStream!.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            openEnd?.Change(EndSilence, Timeout.InfiniteTimeSpan);
            return count;
        }
        catch (Exception exception) when (hasEndedOpen && StreamFailure.IsExpected(exception))
        {
            // It was ended here, behind a client that has ended.
            return 0;
        }
    }

    /// <summary>Nobody asks for more behind the last declared byte, but a stream whose end was not read would be reset.</summary>
    private void AwaitEnd()
    {
        if (declared == 0 && ending is null)
        {
            ending = responseStream!.ReadAsync(new byte[1].AsMemory(), abort.Token).AsTask();
            StreamFailure.Observe(ending);
        }
    }

    /// <summary>Sends a part of the request's body.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> payload)
    {
        Stream stream = IsOpen ? responseStream! : requestStream ??= await content!.LendAsync(responding).ConfigureAwait(false);
        await stream.WriteAsync(payload, abort.Token).ConfigureAwait(false);
        await stream.FlushAsync(abort.Token).ConfigureAwait(false);
    }

    /// <summary>The request's body is whole.</summary>
    public async ValueTask CompleteRequestAsync()
    {
        if (content is not null)
        {
            requestStream ??= await content!.LendAsync(responding).ConfigureAwait(false);
            content.Complete();
        }
    }

    /// <summary>
    /// Our direction of an open stream ends. The HTTP client can only end both at once: what the origin has to say yet, as its close frame
    /// in answer to the client's, is waited for first.
    /// </summary>
    public void EndOpen(TimeProvider time)
        => openEnd ??= time.CreateTimer(_ => BreakOpen(), null, EndSilence, Timeout.InfiniteTimeSpan);

    private void BreakOpen()
    {
        hasEndedOpen = true;
        responseStream?.Dispose();
    }

    /// <summary>
    /// Resets the stream, unless it is through. Where the origin has not said anything at all since the request was sent, its connection
    /// may be dead without a sign: others are not to meet the same silence.
    /// </summary>
    public void Abort()
    {
        if (!responding.IsCompleted && origin.ReceivedCount == receivedBefore)
        {
            origin.GoAway();
        }

        abort.Cancel();
        Dispose();
    }

    /// <summary>The exchange is over. Where only the end of its stream is on its way, that is waited for.</summary>
    public void Dispose()
    {
        content?.Break();
        openEnd?.Dispose();
        if (ending is { IsCompleted: false } && !abort.IsCancellationRequested)
        {
            ending.ContinueWith(_ => DisposeMessages(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return;
        }

        DisposeMessages();
    }

    private void DisposeMessages()
    {
        response?.Dispose();
        request.Dispose();
    }

    private async ValueTask PrepareHeadAsync(CancellationToken cancellationToken)
    {
        if (expected is { } begun)
        {
            expected = null;
            await Task.WhenAny(begun, responding).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!responding.IsCompleted)
            {
                // The HTTP client keeps the 100 to itself, and shows it by beginning to send.
                head = Continue;
                return;
            }
        }

        response = await responding.WaitAsync(cancellationToken).ConfigureAwait(false);
        responseStream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var output = new ByteBuffer(buffers);
        try
        {
            head = TryWriteHead(response, responseStream, output)
                ? output.Span.ToArray()
                : throw new IOException("The origin's response has a field that HTTP/1.1 cannot hold.");
        }
        finally
        {
            output.Release();
        }
    }

    private bool TryWriteHead(HttpResponseMessage received, Stream stream, ByteBuffer output)
    {
        if (request.Headers.Protocol is { } protocol && received.IsSuccessStatusCode)
        {
            IsOpen = true;
            string? nonce = request.Options.TryGetValue(RequestBuilder.WebSocketKey, out string? key) ? key : null;
            return ResponseRenderer.TryWriteSwitch(received, protocol, nonce, output);
        }

        if (request.Method == HttpMethod.Head || received.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified)
        {
            return ResponseRenderer.TryWrite(received, default, output);
        }

        declared = received.Headers.NonValidated.Contains("Trailer") ? null : received.Content.Headers.ContentLength;
        if (declared is not null)
        {
            body = new BodyFramer(stream, trailers: null);
            AwaitEnd();
            return ResponseRenderer.TryWrite(received, default, output);
        }

        var begun = new FirstReadStream(stream);
        if (begun.IsEmpty && received.TrailingHeaders.NonValidated.Count == 0)
        {
            return ResponseRenderer.TryWrite(received, "content-length: 0\r\n"u8, output);
        }

        body = new BodyFramer(begun, () => ResponseRenderer.Trailers(received));
        return ResponseRenderer.TryWrite(received, "transfer-encoding: chunked\r\n"u8, output);
    }
}
