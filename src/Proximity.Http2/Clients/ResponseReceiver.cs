using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Primitives;
using Proximity.Http2.Rendering;
using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;

namespace Proximity.Http2.Clients;

/// <summary>
/// Takes the HTTP/1.1 bytes of a response, as the engine writes them, and gives them to Kestrel. Its states: interim heads, the final head,
/// its body, done; or, after a 101, an open stream. What came in one write leaves in one flush, so that a response without a body is one
/// frame that ends the stream.
/// </summary>
internal sealed class ResponseReceiver
{
    /// <summary>A head beyond the limit that the engine passes on raw is still read, up to here.</summary>
    private static readonly HeadLimits Limits = new(32 * 1024 * 1024, 100_000, IsLenient: true);

    private readonly IFeatureCollection stream;
    private readonly ClientConnectionContext connection;
    private readonly BufferPool pool;
    private readonly MethodKind method;
    private readonly IHttpResponseFeature response;
    private readonly IHttpResponseBodyFeature body;
    private readonly ByteBuffer partialHead;
    private readonly ChunkedDecoder decoder;
    private BodyFraming framing;
    private long remaining;
    private int scanned;
    private byte[]? interim;

    public ResponseReceiver(IFeatureCollection stream, ClientConnectionContext connection, BufferPool pool)
    {
        this.stream = stream;
        this.connection = connection;
        this.pool = pool;
        response = stream.Get<IHttpResponseFeature>()!;
        body = stream.Get<IHttpResponseBodyFeature>()!;
        method = stream.Get<IHttpRequestFeature>()!.Method == "HEAD" ? MethodKind.Head : MethodKind.Other;
        partialHead = new ByteBuffer(pool);
        decoder = new ChunkedDecoder(pool);
    }

    /// <summary>Where the response stands.</summary>
    public ReceiverState State { get; private set; }

    /// <summary>The stream in both directions, once it was opened by a 101.</summary>
    public Stream? Opened { get; private set; }

    /// <summary>True to announce the response's end not with its last byte, but by <see cref="CompleteAsync"/>.</summary>
    public bool HoldsEnd { get; set; }

    /// <summary>True when the wire's end is what ends the stream: the body has no length of its own, or its end was held back.</summary>
    public bool EndsWithWire
        => State == ReceiverState.Open
            || (State == ReceiverState.Ended && HoldsEnd)
            || (State == ReceiverState.Body && framing.Kind == BodyKind.UntilClose);

    /// <summary>
    /// False when the bytes are no response, or the client is gone. Throws what Kestrel throws when a stream ended meanwhile.
    /// </summary>
    public async ValueTask<bool> ReceiveAsync(ReadOnlyMemory<byte> bytes)
    {
        while (State == ReceiverState.Head && !bytes.IsEmpty)
        {
            if (!TryReadHead(ref bytes, out bool opens))
            {
                return false;
            }

            if (opens)
            {
                await OpenAsync().ConfigureAwait(false);
            }

            if (interim is { } frame && !await SendInterimAsync(frame).ConfigureAwait(false))
            {
                return false;
            }
        }

        switch (State)
        {
            case ReceiverState.Open:
                await Opened!.WriteAsync(bytes).ConfigureAwait(false);
                await Opened.FlushAsync().ConfigureAwait(false);
                return true;
            case ReceiverState.Body or ReceiverState.Ended:
                return (State == ReceiverState.Body ? TryWriteBody(bytes.Span) : bytes.IsEmpty)
                    && (State == ReceiverState.Ended && !HoldsEnd
                        ? await CompleteAsync().ConfigureAwait(false)
                        : IsTaken(await body.Writer.FlushAsync().ConfigureAwait(false)));
            default:
                return bytes.IsEmpty;
        }
    }

    /// <summary>Ends the stream in our direction; everything of the response is there.</summary>
    public async ValueTask<bool> CompleteAsync()
    {
        if (State != ReceiverState.Complete)
        {
            State = ReceiverState.Complete;
            ResponseTrailers.Write(decoder.Trailers, stream);
            await body.CompleteAsync().ConfigureAwait(false);
        }

        return true;
    }

    public void Release()
    {
        partialHead.Release();
        decoder.Release();
    }

    /// <summary>False when it is no head.</summary>
    private bool TryReadHead(ref ReadOnlyMemory<byte> bytes, out bool opens)
    {
        opens = false;
        var head = new ResponseHead(pool);
        try
        {
            int before = partialHead.Length;
            if (before > 0)
            {
                partialHead.Write(bytes.Span);
            }

            ParseResult result = HeadParser.ParseResponse(before > 0 ? partialHead.Span : bytes.Span, Limits, head, ref scanned);
            if (result.State == ParseState.NeedMore)
            {
                KeepPart(before, ref bytes);
                return true;
            }

            if (result.State == ParseState.Fault)
            {
                return false;
            }

            bytes = bytes[(result.Consumed - before)..];
            partialHead.Release();
            scanned = 0;
            opens = head.Status == 101;
            return TakeHead(head);
        }
        finally
        {
            head.Release();
        }
    }

    private void KeepPart(int before, ref ReadOnlyMemory<byte> bytes)
    {
        if (before == 0)
        {
            partialHead.Write(bytes.Span);
        }

        bytes = default;
    }

    private bool TakeHead(ResponseHead head)
    {
        if (head.Status is < 200 and not 101)
        {
            interim = InterimFrame.Create(head, stream.Get<IHttp2StreamIdFeature>()!.StreamId, pool);
            return true;
        }

        if (head.Status == 101)
        {
            // AcceptAsync says 200 itself.
            SetFields(head);
            return true;
        }

        if (MessageFraming.OfResponse(head, method, out framing) is not null)
        {
            return false;
        }

        response.StatusCode = head.Status;
        SetFields(head);
        remaining = framing.Length;
        if (framing.Kind == BodyKind.Chunked)
        {
            decoder.Start(ErrorCodes.MalformedResponseBody, null);
        }

        State = framing.IsEmpty || head.Status == 205 ? ReceiverState.Ended : ReceiverState.Body;
        return true;
    }

    private ValueTask<bool> SendInterimAsync(byte[] frame)
    {
        interim = null;
        return connection.SendInterimAsync(frame, stream.Get<IHttpRequestLifetimeFeature>()!.RequestAborted);
    }

    private void SetFields(ResponseHead head)
    {
        foreach (ref readonly HeadField field in head.Fields)
        {
            string name = Encoding.Latin1.GetString(head.Name(field));
            bool isHandshake = head.Status == 101 && name.Equals("sec-websocket-accept", StringComparison.OrdinalIgnoreCase);
            if (ConnectionFields.Contains(name) || isHandshake || (field.Kind == FieldKind.ContentLength && head.Status is 204 or 205))
            {
                continue;
            }

            if (field.Kind == FieldKind.ContentLength)
            {
                // Written anew: whatever form of number the parser took, Kestrel's is stricter.
                response.Headers.ContentLength = long.Parse(head.Value(field), NumberStyles.None, CultureInfo.InvariantCulture);
                continue;
            }

            response.Headers[name] = StringValues.Concat(response.Headers[name], Encoding.Latin1.GetString(head.Value(field)));
        }
    }

    /// <summary>The client asked for an extended CONNECT and the origin agreed: 200 says that in HTTP/2 (RFC 8441 §5).</summary>
    private async ValueTask OpenAsync()
    {
        Opened = await stream.Get<IHttpExtendedConnectFeature>()!.AcceptAsync().ConfigureAwait(false);
        State = ReceiverState.Open;
    }

    private bool TryWriteBody(ReadOnlySpan<byte> bytes)
    {
        if (framing.Kind != BodyKind.Chunked)
        {
            if (framing.Kind == BodyKind.Length && (remaining -= bytes.Length) <= 0)
            {
                State = ReceiverState.Ended;
            }

            return TryCopy(bytes) && remaining >= 0;
        }

        while (!bytes.IsEmpty && State == ReceiverState.Body)
        {
            Span<byte> room = body.Writer.GetSpan(1);
            if (room.IsEmpty)
            {
                return false;
            }

            int count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            ParseState result = decoder.Decode(room[..count], out int consumed, out int payload, out _);
            body.Writer.Advance(payload);
            bytes = bytes[consumed..];
            if (result == ParseState.Fault)
            {
                return false;
            }

            State = result == ParseState.Done ? ReceiverState.Ended : ReceiverState.Body;
        }

        return bytes.IsEmpty;
    }

    /// <summary>False when Kestrel gives no room any more: the client has reset the stream, and only the flush would say so.</summary>
    private bool TryCopy(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Span<byte> room = body.Writer.GetSpan(1);
            if (room.IsEmpty)
            {
                return false;
            }

            int count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            body.Writer.Advance(count);
            bytes = bytes[count..];
        }

        return true;
    }

    /// <summary>Kestrel tells by the flush that the stream was reset.</summary>
    private static bool IsTaken(FlushResult result) => !result.IsCompleted && !result.IsCanceled;
}
