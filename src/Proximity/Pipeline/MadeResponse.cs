using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Forwarding;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Recording;
using Proximity.Wires;

namespace Proximity.Pipeline;

/// <summary>Sends the client a response that a handler made.</summary>
internal sealed class MadeResponse(ExchangeServices services, Answers answers)
{
    private static Fault Unsendable { get; } = new(
        ErrorCodes.HandlerFailed,
        FaultSide.Proxy,
        502,
        "The response that a handler made cannot be sent.");

    /// <summary>Sends it.</summary>
    /// <param name="exchange">What it answers.</param>
    /// <param name="made">Its head; framing and Connection are added.</param>
    /// <param name="body">Its body; where a transform of it failed, that is what the exchange ends with.</param>
    /// <param name="isBodyLeft">True when the request's body may not have been read to its end: the connection then cannot go on.</param>
    public async ValueTask<ExchangeEnd> SendAsync(Exchange exchange, ProxyResponse made, MadeBody body, bool isBodyLeft)
    {
        if (body.Failure is { } failure)
        {
            // What the code throws when it is told that the client has left is a consequence.
            Fault cause = exchange.Watchdog.HasClientLeft ? CommonFaults.ClientLeft : failure;
            return await answers.FailAsync(exchange, cause).ConfigureAwait(false);
        }

        ReadOnlyMemory<byte> content = body.Finish();
        ResponseHead? head = await new ResponseStage(services).MakeAsync(exchange, made).ConfigureAwait(false);
        if (exchange.Watchdog.HasClientLeft)
        {
            return await answers.FailAsync(exchange, CommonFaults.ClientLeft).ConfigureAwait(false);
        }

        if (head is null)
        {
            return await answers.FailAsync(exchange, Unsendable).ConfigureAwait(false);
        }

        // A 205 declares that there is none (RFC 9110 §15.3.6), the other two say nothing (RFC 9110 §8.6).
        bool hasContent = exchange.Request.ReceivedHead.MethodKind != MethodKind.Head && head.Status is not (204 or 205 or 304);

        // A time-out has cancelled the client's reads.
        bool mayKeep = exchange is { ClientPersists: true, Watchdog: { IsDraining: false, HasExpired: false } };
        bool keep = services.Persistent && mayKeep && !isBodyLeft;
        exchange.Recording.Times.ResponseHead = services.Timestamp();
        if (exchange.Recording.Flow is { } flow && hasContent)
        {
            services.Recorder.HeldBody(flow, BodySide.Response, content.Span, CodingNames.Of(head));
        }

        exchange.Buffers.ResponseOutput.Clear();
        HeadWriter.WriteResponse(
            head,
            new ResponseOutline
            {
                Framing = head.Status switch
                {
                    204 or 304 => BodyFraming.None,
                    205 => new BodyFraming(BodyKind.Length),
                    _ => new BodyFraming(BodyKind.Length, content.Length),
                },
                Connection = keep ? ConnectionToken.None : ConnectionToken.Close,
            },
            exchange.Buffers.ResponseOutput);
        ResponseStage.NoteWritten(exchange, null, head);
        return await WriteAsync(exchange, hasContent ? content : default).ConfigureAwait(false) is { IsOk: false } failed
            ? await answers.FailAsync(exchange, CommonFaults.ResponseWrite(failed)).ConfigureAwait(false)
            : keep ? ExchangeEnd.Keep : ExchangeEnd.Linger;
    }

    /// <summary>The head and what fits behind it at once, the rest in pieces: each shows that the client still takes it.</summary>
    private static async ValueTask<WireResult> WriteAsync(Exchange exchange, ReadOnlyMemory<byte> content)
    {
        exchange.Watchdog.Enter(ExchangePhase.Answering);
        exchange.Progress.ResponseStarted = true;
        exchange.Progress.TruncationShows = true;
        int joined = Math.Min(content.Length, PiecewiseWrite.PieceBytes);
        exchange.Buffers.ResponseOutput.Write(content.Span[..joined]);
        ClientPace pace = exchange.Watchdog.DownloadPace;
        pace.Reset();
        pace.Await(exchange.Buffers.ResponseOutput.Length);
        WireResult written = await exchange.Client.WriteAsync(exchange.Buffers.ResponseOutput.Memory).ConfigureAwait(false);
        pace.Done();
        exchange.Buffers.ResponseOutput.Release();
        exchange.Recording.ResponseBytes += written.Count;
        if (written.IsOk && joined < content.Length)
        {
            Action onPiece = exchange.Watchdog.OnProgress;
            written = await PiecewiseWrite.RunAsync(exchange.Client, content[joined..], pace, onPiece).ConfigureAwait(false);
            exchange.Recording.ResponseBytes += written.Count;
        }

        return written;
    }
}
