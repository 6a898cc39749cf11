using Proximity.Exchanges;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Wires;

namespace Proximity.Pipeline;

/// <summary>Takes a body in, up to the limit, once there is room for it among all that are held.</summary>
/// <param name="services">What every exchange shares.</param>
/// <param name="exchange">The exchange.</param>
/// <param name="side">Whose body it is.</param>
/// <param name="reader">Where it goes.</param>
/// <param name="framing">How it is framed.</param>
internal sealed class BodyHold(ExchangeServices services, Exchange exchange, HeldSide side, BodyReader reader, BodyFraming framing)
    : IDisposable
{
    private int reserved;
    private bool isBegun;

    /// <summary>True when the content has codings: how long it is without them shows when it is whole.</summary>
    public bool IsCoded { get; init; }

    /// <summary>True when there was no room.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>True once the client has been asked for the body, or the body has been read from.</summary>
    public bool IsBegun => isBegun;

    /// <summary>True when nobody waits for the exchange any more.</summary>
    private bool HasEnded => exchange.Watchdog is { HasClientLeft: true } or { IsStopped: true };

    private InputBuffer Input => side == HeldSide.Request ? exchange.Input : exchange.Origin!.Input;

    /// <summary>Until the body is whole, too long or broken, or the token is cancelled; may be called again then.</summary>
    /// <param name="cancellationToken">Ends the waiting; nothing is lost.</param>
    /// <returns>Why the exchange cannot go on; null when it can.</returns>
    public async ValueTask<Fault?> RunAsync(CancellationToken cancellationToken)
    {
        if (!reader.WantsMore || IsBusy)
        {
            return null;
        }

        if (!isBegun)
        {
            if (!await ReserveAsync(cancellationToken).ConfigureAwait(false))
            {
                return HasEnded ? CommonFaults.ClientLeft : null;
            }

            isBegun = true;
            Prepare();
            if (side == HeldSide.Request && await LetSendAsync().ConfigureAwait(false) is { } fault)
            {
                return fault;
            }
        }

        return await ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The body is whole: gives back what it turned out not to need.</summary>
    public void Trim(int needed)
    {
        // A handler that has returned may still be here while the exchange ends.
        int before = Volatile.Read(ref reserved);
        int kept = Math.Min(before, needed);
        if (Interlocked.CompareExchange(ref reserved, kept, before) == before)
        {
            services.Held.Give(before - kept);
        }
    }

    public void Dispose() => services.Held.Give(Interlocked.Exchange(ref reserved, 0));

    private async ValueTask<bool> ReserveAsync(CancellationToken cancellationToken)
    {
        // What a short body decodes to may be long.
        int wanted = framing.Kind == BodyKind.Length && !IsCoded ? (int)framing.Length : exchange.Settings.Held.PerBody;
        if (!services.Held.TryTake(wanted) && !await AwaitRoomAsync(wanted, cancellationToken).ConfigureAwait(false))
        {
            IsBusy = !cancellationToken.IsCancellationRequested && !HasEnded;
            return false;
        }

        reserved = wanted;
        return true;
    }

    /// <summary>The peers are not waited for meanwhile: their time rests, and a client that leaves is noticed.</summary>
    private async ValueTask<bool> AwaitRoomAsync(int wanted, CancellationToken cancellationToken)
    {
        using Watchdog.Scope waiting = exchange.Watchdog.UserCode();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, exchange.Watchdog.ClientLeft);
        TimeSpan patience = exchange.Settings.TimeLimits.Silence;
        return await services.Held.TakeAsync(wanted, patience, services.TimeProvider, ended.Token).ConfigureAwait(false);
    }

    private void Prepare()
    {
        if (side == HeldSide.Response)
        {
            exchange.Watchdog.Enter(ExchangePhase.HoldingBody);
            reader.Start(services.Buffers, ErrorCodes.MalformedResponseBody, exchange.Origin!.Head, services.HeadLimits.IsLenient);
            return;
        }

        reader.Start(services.Buffers, ErrorCodes.MalformedRequestBody, exchange.Request.ReceivedHead, services.HeadLimits.IsLenient);
        exchange.Watchdog.Enter(ExchangePhase.AwaitingResponse);
        exchange.Watchdog.UploadPace.Reset();
    }

    private async ValueTask<Fault?> LetSendAsync()
    {
        // A client that waits for a 100 before it sends the body (RFC 9110 §10.1.1).
        RequestHead head = exchange.Request.ReceivedHead;
        if (!head.Has(FieldKind.Expect) || Input.Length > 0 || head.VersionMinor == 0)
        {
            return null;
        }

        WireResult written = await exchange.Client.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray()).ConfigureAwait(false);
        exchange.Recording.ResponseBytes += written.Count;
        return written.IsOk ? null : CommonFaults.ResponseWrite(written);
    }

    private async ValueTask<Fault?> ReadAsync(CancellationToken cancellationToken)
    {
        reader.Note();
        Fault? fault = null;
        if (reader.WantsMore)
        {
            Wire wire = Input.Wire;
            await using (cancellationToken.UnsafeRegister(static state => ((Wire)state!).CancelReads(), wire).ConfigureAwait(false))
            {
                fault = await ReadOnAsync(cancellationToken).ConfigureAwait(false);
            }

            if (cancellationToken.IsCancellationRequested && fault is null)
            {
                wire.ResumeReads();
            }
        }

        return fault ?? reader.Malformed;
    }

    private async ValueTask<Fault?> ReadOnAsync(CancellationToken cancellationToken)
    {
        Watchdog watchdog = exchange.Watchdog;
        ClientPace? pace = null;
        if (side == HeldSide.Request)
        {
            pace = watchdog.UploadPace;
            watchdog.Upload = UploadState.UnderWay;
        }

        Fault? fault = null;
        while (fault is null && reader.WantsMore && !cancellationToken.IsCancellationRequested)
        {
            pace?.Await();
            WireResult read = await Input.FillHeldAsync(reader.InputLimit).ConfigureAwait(false);
            pace?.Done(read.Count);
            if (read.Count == 0)
            {
                bool isOurs = read.Error == WireError.Canceled && cancellationToken.IsCancellationRequested && !watchdog.HasExpired;
                fault = isOurs ? null : End(read);
                break;
            }

            watchdog.Progress();
            reader.Note();
        }

        if (side == HeldSide.Request)
        {
            watchdog.Upload = UploadState.None;
        }

        return fault;
    }

    private Fault? End(WireResult read)
    {
        if (read.IsEnd)
        {
            reader.NoteEnd();
        }

        return reader.IsWhole ? null
            : side == HeldSide.Request ? CommonFaults.ClientRead(read)
            : CommonFaults.OriginRead(read, anythingReceived: true);
    }
}
