using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Protocol.WebSockets;
using Proximity.Wires;

namespace Proximity.WebSockets;

/// <summary>
/// Joins the client's wire with the origin's after a switch to WebSocket (RFC 6455), and reads what passes: to record it, or to show it to the user's code. An end in one
/// direction is passed on and the other goes on; a broken wire breaks off both; what the user's code cannot be shown ends the connection with a close frame to both.
/// </summary>
internal sealed class WebSocketRelay(ExchangeServices services, Exchange exchange)
{
    private const int BufferBytes = 64 * 1024;

#if DEBUG
    // Every run of a debug build crosses every edge between reads.
    private const int FirstReadBytes = 16;
#else
    private const int FirstReadBytes = BufferBytes;
#endif

    private readonly Watchdog watchdog = exchange.Watchdog;
    private HookedSession? session;
    private SideEnd? end;

    /// <summary>True when the switch was to WebSocket, and somebody wants to know what passes.</summary>
    public static bool Applies(ExchangeServices services, Exchange exchange, OriginConnection origin)
        => (exchange.Recording.Flow is not null || IsShown(services, exchange))
            && origin.Head.ListContains(FieldKind.Upgrade, "websocket"u8);

    /// <summary>True when user code takes part.</summary>
    private static bool IsShown(ExchangeServices services, Exchange exchange)
        => services.Callbacks.SeesWebSockets || exchange.Messages is not null;

    public async ValueTask<ExchangeEnd> RunAsync(OriginConnection origin)
    {
        watchdog.Enter(ExchangePhase.Tunnelling);
        try
        {
            (RelaySide forth, RelaySide back) = await PrepareAsync(origin).ConfigureAwait(false);
            using (forth)
            using (back)
            {
                await RelayAsync(forth, back, origin).ConfigureAwait(false);
            }
        }
        finally
        {
            // Behind a defect, too: user code may hold the connection for ever.
            if (session is not null)
            {
                await session.EndAsync().ConfigureAwait(false);
            }
        }

        return Conclude();
    }

    private async Task RelayAsync(RelaySide forth, RelaySide back, OriginConnection origin)
    {
        try
        {
            Task toOrigin = RelayAsync(exchange.Input, forth, origin.Wire);
            Task toClient = RelayAsync(origin.Input, back, origin.Wire);
            await Task.WhenAll(toOrigin, toClient).ConfigureAwait(false);
        }
        finally
        {
            exchange.Recording.RequestBytes += forth.Taken;
            exchange.Recording.ResponseBytes += back.Written;
        }
    }

    private async ValueTask<(RelaySide Forth, RelaySide Back)> PrepareAsync(OriginConnection origin)
    {
        var extensions = Extensions.Read(origin.Head);
        if (IsShown(services, exchange) && !extensions.HasUnknown)
        {
            session = new HookedSession(services, exchange, origin, extensions);
            await session.OpenAsync().ConfigureAwait(false);
            return (new HookedSide(session, WebSocketDirection.ToOrigin), new HookedSide(session, WebSocketDirection.ToClient));
        }

        var recorder = new WebSocketRecorder(exchange.Recording.Flow, exchange.Settings.WebSockets.RecordBytes, services.TimeProvider);
        if (extensions.HasUnknown)
        {
            TellOfUnknownExtension(recorder);
        }

        return (
            RecordingSideOf(WebSocketDirection.ToOrigin, origin.Wire),
            RecordingSideOf(WebSocketDirection.ToClient, exchange.Client));

        RecordingSide RecordingSideOf(WebSocketDirection direction, Wire sink)
        {
            MessageReader reader = RecordingSide.ReaderFor(direction, extensions, recorder.MessageBytes, services.Buffers);
            return new RecordingSide(direction, sink, reader, recorder);
        }
    }

    /// <summary>What such messages mean is not known: they are recorded as they come, and user code is told that it does not see them.</summary>
    private void TellOfUnknownExtension(WebSocketRecorder recorder)
    {
        const string Sentence = "The response names a WebSocket extension that is not known; messages are recorded as they come and shown to no callback.";
        recorder.Note(WebSocketDirection.ToClient, Sentence);
        if (IsShown(services, exchange))
        {
            services.Errors.Report(exchange.Describe(new ProxyError(ErrorCodes.WebSocketExtensionUnknown, Sentence, services.Errors.Now)));
        }
    }

    private async Task RelayAsync(InputBuffer source, RelaySide side, Wire origin)
    {
        try
        {
            bool goesOn = source.Length == 0 || await TakeAsync(side, source.Memory, origin).ConfigureAwait(false);
            source.Release();
            while (goesOn)
            {
                WireResult ready = await source.Wire.WaitReadableAsync().ConfigureAwait(false);
                goesOn = ready.IsOk ? await DrainAsync(source.Wire, side, origin).ConfigureAwait(false) : await EndAsync(side, ready).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            // A defect: the other direction must not go on alone.
            Break(new SideEnd(CommonFaults.Defect(exception)));
            throw;
        }
    }

    /// <summary>Moves what is there. False when the direction is over.</summary>
    private async ValueTask<bool> DrainAsync(Wire source, RelaySide side, Wire origin)
    {
        byte[] buffer = services.Buffers.Rent(BufferBytes);
        int room = FirstReadBytes;
        try
        {
            while (true)
            {
                WireResult read = await source.ReadAsync(buffer.AsMemory(0, room)).ConfigureAwait(false);
                if (!read.IsOk || read.IsEnd)
                {
                    return await EndAsync(side, read).ConfigureAwait(false);
                }

                if (!await TakeAsync(side, buffer.AsMemory(0, read.Count), origin).ConfigureAwait(false))
                {
                    return false;
                }

                if (read.Count < room)
                {
                    return true;
                }

                room = buffer.Length;
            }
        }
        finally
        {
            services.Buffers.Return(buffer);
        }
    }

    /// <summary>The peer has ended its side. Behind its close frame it may do so as it likes: many go without a farewell in TLS.</summary>
    private async ValueTask<bool> EndAsync(RelaySide side, WireResult result)
    {
        if (!result.IsEnd && !(side.HasClosed && result.Error == WireError.Reset))
        {
            return Break(WebSocketFaults.Read(result));
        }

        await side.EndAsync().ConfigureAwait(false);
        return false;
    }

    private async ValueTask<bool> TakeAsync(RelaySide side, ReadOnlyMemory<byte> bytes, Wire origin)
    {
        watchdog.Progress();
        SideEnd? sideEnd = await side.TakeAsync(bytes).ConfigureAwait(false);
        watchdog.Progress();
        if (sideEnd is null)
        {
            return true;
        }

        if (sideEnd.CloseCode == 0)
        {
            return Break(sideEnd);
        }

        await FailAsync(sideEnd, origin).ConfigureAwait(false);
        return false;
    }

    /// <summary>The first failure is the reason; breaking off both ends makes the other direction fail too.</summary>
    private bool Break(SideEnd reason)
    {
        if (Interlocked.CompareExchange(ref end, reason, null) is not { CloseCode: > 0 })
        {
            watchdog.AbortOrigin();
            exchange.Client.Abort();
        }

        return false;
    }

    /// <summary>Tells both peers and ends the other direction's wait.</summary>
    private async ValueTask FailAsync(SideEnd reason, Wire origin)
    {
        if (Interlocked.CompareExchange(ref end, reason, null) is null)
        {
            await session!.CloseAsync(reason.CloseCode, string.Empty).ConfigureAwait(false);
            exchange.Client.CancelReads();
            origin.CancelReads();
        }
    }

    private ExchangeEnd Conclude()
    {
        if (end is null)
        {
            return ExchangeEnd.Close;
        }

        Fault cause = exchange.Fail(end.Fault);
        services.Errors.Report(exchange, cause, ExchangePhase.Tunnelling);
        return end.CloseCode > 0 && ReferenceEquals(cause, end.Fault) ? ExchangeEnd.Linger : ExchangeEnd.Abort;
    }
}
