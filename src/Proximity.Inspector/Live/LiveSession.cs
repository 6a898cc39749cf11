using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using Proximity.Control;
using Proximity.Filters;
using Proximity.Inspector.Serving;
using Proximity.Stores;

namespace Proximity.Inspector.Live;

/// <summary>
/// One page that watches. One loop looks, and sends when there is something new; it looks again when the page has taken what was sent, so
/// that a slow page gets the newest state and nothing waits for it. Of the page's messages the newest counts.
/// </summary>
/// <param name="socket">The page.</param>
/// <param name="context">The proxy.</param>
/// <param name="changes">What operations have changed.</param>
internal sealed class LiveSession(WebSocket socket, ControlContext context, LiveChanges changes)
{
    private const int MaxMessageBytes = 16 * 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>A screen whose rows are all replaced by each frame is read by nobody.</summary>
    private static readonly TimeSpan IntervalOfFlood = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RestWhileCounting = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Channel<LiveSubscription> subscriptions = Channel.CreateBounded<LiveSubscription>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly ArrayBufferWriter<byte> message = new();

    private LiveSubscription? subscription;
    private LiveView? view;
    private LiveTimeline? timeline;
    private string? timelineFilter;
    private LiveFrame? shown;
    private (int Changes, int Deletions) seen;
    private long number;
    private long sentAt;
    private ErrorOutput? problem;

    /// <summary>How long nothing may be sent yet.</summary>
    private TimeSpan Gap
    {
        get
        {
            TimeSpan gap = Interval - context.TimeProvider.GetElapsedTime(sentAt);
            return number > 0 && gap > TimeSpan.Zero ? gap : TimeSpan.Zero;
        }
    }

    /// <summary>Goes on until the page leaves, or the inspector stops. The connection is closed then.</summary>
    /// <exception cref="WebSocketException">The page has left without a word.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task sending = SendAllAsync(ending.Token);
        Task receiving = ReceiveAllAsync();
        await Task.WhenAny(sending, receiving).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        var patience = Task.Delay(CloseTime, context.TimeProvider, CancellationToken.None);
        if (await Task.WhenAny(sending, patience).ConfigureAwait(false) != sending)
        {
            // The page does not take what is being sent.
            socket.Abort();
        }

        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The page has left, or the inspector stops.
        }

        // A read that is cancelled would abort the connection before the page knows why.
        await CloseAsync(cancellationToken.IsCancellationRequested).ConfigureAwait(false);
        socket.Dispose();
        try
        {
            await receiving.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It was still reading.
        }
    }

    private async Task CloseAsync(bool isStopping)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        WebSocketCloseStatus status = isStopping ? WebSocketCloseStatus.EndpointUnavailable : WebSocketCloseStatus.NormalClosure;
        using var deadline = new CancellationTokenSource(CloseTime, context.TimeProvider);
        try
        {
            await socket.CloseOutputAsync(status, null, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            socket.Abort();
        }
    }

    private async Task ReceiveAllAsync()
    {
        byte[] buffer = new byte[MaxMessageBytes];
        while (true)
        {
            int length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
                length += part.Count;
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }
            }
            while (!part.EndOfMessage && length < buffer.Length);

            if (!part.EndOfMessage)
            {
                await socket.CloseOutputAsync(
                    WebSocketCloseStatus.MessageTooBig, $"A message has at most {MaxMessageBytes} bytes.", CancellationToken.None)
                    .ConfigureAwait(false);
                return;
            }

            try
            {
                await subscriptions.Writer.WriteAsync(LiveSubscription.Read(buffer.AsMemory(0, length))).ConfigureAwait(false);
            }
            catch (OperationException exception)
            {
                Volatile.Write(ref problem, Failure.Of(exception).Error);
            }
        }
    }

    private async Task SendAllAsync(CancellationToken cancellationToken)
    {
        Task<bool> next = subscriptions.Reader.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            bool isNew = subscriptions.Reader.TryRead(out LiveSubscription? wanted) && Apply(wanted);
            TimeSpan rest = await LookAsync(isNew, cancellationToken).ConfigureAwait(false);
            if (rest > TimeSpan.Zero && Gap is { Ticks: > 0 } gap)
            {
                await Task.Delay(gap, context.TimeProvider, cancellationToken).ConfigureAwait(false);
                rest = rest > gap ? rest - gap : TimeSpan.Zero;
            }

            if (next.IsCompleted)
            {
                next = subscriptions.Reader.WaitToReadAsync(cancellationToken).AsTask();
            }

            await Task.WhenAny(next, Task.Delay(rest, context.TimeProvider, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Takes what the page wants now.</summary>
    private bool Apply(LiveSubscription wanted)
    {
        try
        {
            if (view is null || wanted.Filter != subscription?.Filter || wanted.Sort != subscription?.Sort)
            {
                view = Create(wanted);
            }
            else if (!wanted.HasSameRows(subscription!))
            {
                view.Show(RowExtras.Of(context, wanted));
            }

            if (!wanted.HasOverview)
            {
                timeline = null;
            }
            else if (timeline is null || wanted.Filter != subscription?.Filter)
            {
                CountBy(FilterWithoutTime.Of(context, wanted.Filter));
            }

            view.Move();
            subscription = wanted;
            return true;
        }
        catch (OperationException exception)
        {
            Volatile.Write(ref problem, Failure.Of(exception).Error);
            return false;
        }
    }

    private LiveView Create(LiveSubscription wanted)
    {
        FlowSort sort = SortText.Read(wanted.Sort, context.Proxy.Flows.Capabilities);
        var created = new LiveView(context, FilterReader.Read(context, wanted.Filter), sort);
        created.Show(RowExtras.Of(context, wanted));
        return created;
    }

    /// <summary>Another range of time is no other filter: what was counted stays.</summary>
    private void CountBy(Filter? filter)
    {
        string text = filter?.ToString() ?? "";
        if (timeline is null || timelineFilter != text)
        {
            (timeline, timelineFilter) = (new LiveTimeline(context, filter), text);
        }
    }

    /// <summary>Looks once, and sends what is new.</summary>
    /// <param name="isNew">True to send what is to be shown in any case: the page waits for it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>When to look again, unless the page says something before.</returns>
    private async Task<TimeSpan> LookAsync(bool isNew, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref problem, null) is { } error)
        {
            await SendAsync(LiveFrame.ErrorMessage(++number, error)).ConfigureAwait(false);
        }

        if (view is null)
        {
            return Interval;
        }

        try
        {
            Touch(view);
            LiveFrame frame = await view.RefreshAsync(subscription!.Window, shown, cancellationToken).ConfigureAwait(false);
            // A page that waits for its rows does not wait for the counts.
            byte[]? overview = timeline is null || isNew
                ? timeline?.Last
                : await timeline.AdvanceAsync(view.Status, cancellationToken).ConfigureAwait(false);
            frame = frame.Overview == overview ? frame : frame with { Overview = overview };
            bool isFlood = !isNew && frame.ReplacesAll(shown, subscription.Window);
            if (isNew || frame != shown)
            {
                // A search goes on at once and waits here, where it has something to show.
                if (Gap is { Ticks: > 0 } gap)
                {
                    await Task.Delay(gap, context.TimeProvider, cancellationToken).ConfigureAwait(false);
                }

                await SendAsync(frame.ToMessage(message, ++number, isNew ? null : shown)).ConfigureAwait(false);
                shown = frame;
            }

            return view.HasMore ? TimeSpan.Zero
                : timeline is { HasMore: true } ? RestWhileCounting
                : isFlood ? IntervalOfFlood
                : Interval;
        }
        catch (FlowStoreException exception)
        {
            await SendAsync(LiveFrame.ErrorMessage(++number, Failure.Of(exception).Error)).ConfigureAwait(false);
            return RestAfterFailure;
        }
    }

    private void Touch(LiveView view)
    {
        (int Changes, int Deletions) now = (changes.Changes, changes.Deletions);
        if (now != seen)
        {
            view.Touch(isDeleted: now.Deletions != seen.Deletions);
            if (now.Deletions != seen.Deletions || subscription?.Filter is not null)
            {
                timeline?.Touch();
            }

            seen = now;
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> sent)
    {
        await socket.SendAsync(sent, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).ConfigureAwait(false);
        sentAt = context.TimeProvider.GetTimestamp();
    }
}
