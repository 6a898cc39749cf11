using System.Collections.Concurrent;
using Proximity.Flows;
using static Proximity.Tests.WebSockets.Session;

namespace Proximity.Tests.WebSockets;

/// <summary>Handlers that state the need see, change, drop and send messages of WebSocket connections.</summary>
public class MessageHandlerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Messages_AreSeenInBothDirections_AndPassAsTheyCame()
    {
        var seen = new ConcurrentQueue<string>();
        await using Session session = await OpenAsync(OnMessage(message =>
        {
            seen.Enqueue($"{message.Direction} {message.Kind} {message.Text}");
            return default;
        }));
        await SendAsync(session.Origin, 0x01, 1, (byte)'a', 0x89, 1, (byte)'?', 0x80, 1, (byte)'b');
        Assert.Equal([0x89, 1, (byte)'?', 0x01, 1, (byte)'a', 0x80, 1, (byte)'b'], await ReadAsync(session.Client, 9));
        await PassAsync(session.Client, session.Origin, 0x82, 0x81, 1, 2, 3, 4, 5 ^ 1);
        Assert.Equal(["ToClient Text ab", "ToOrigin Binary \u0005"], seen);
        Assert.Equal(["1 ToClient Ping 1 3F", "2 ToClient Text 2 ab", "3 ToOrigin Binary 1 05"], session.Lines);
        await session.EndAsync();
        Assert.False(session.Flow.Modified);
    }

    [Fact]
    public async Task Messages_AreChanged_InTheOrderOfTheHandlers_BeforeTheCallback()
    {
        await using Session session = await OpenAsync(options =>
        {
            OnMessage(Append("1"), "first")(options);
            OnMessage(Append("2"), "second")(options);
            options.OnWebSocketMessage = (message, _) =>
            {
                message.Text += "3";
                return default;
            };
        });
        await SendAsync(session.Origin, 0x81, 1, (byte)'a');
        Assert.Equal([0x81, 4, (byte)'a', (byte)'1', (byte)'2', (byte)'3'], await ReadAsync(session.Client, 6));
        Assert.Equal(["1 ToClient Text 4 a123 Changed"], session.Lines);
        Assert.True(session.Flow.Modified);

        static Func<ExchangeMessage, ValueTask> Append(string text) => message =>
        {
            message.Text += text;
            return default;
        };
    }

    [Fact]
    public async Task DroppedMessage_IsTheLastThatIsSeenOfIt_AndWhatWasInsertedGoes()
    {
        int later = 0;
        await using Session session = await OpenAsync(options =>
        {
            OnMessage(message =>
            {
                message.InsertBefore(ExchangeMessage.OfText("x"));
                message.InsertAfter(ExchangeMessage.OfBytes("y"u8.ToArray()));
                message.Drop();
                return default;
            })(options);
            OnMessage(_ => Count(), "later")(options);
            options.OnWebSocketMessage = (_, _) => Count();
        });
        await SendAsync(session.Origin, 0x81, 1, (byte)'a');
        Assert.Equal([0x81, 1, (byte)'x', 0x82, 1, (byte)'y'], await ReadAsync(session.Client, 6));
        Assert.Equal(0, later);
        Assert.Equal(
            ["1 ToClient Text 1 x Injected", "2 ToClient Text 1 a Dropped", "3 ToClient Binary 1 79 Injected"],
            session.Lines);
        Assert.True(session.Flow.Modified);

        ValueTask Count()
        {
            later++;
            return default;
        }
    }

    [Fact]
    public async Task HandlerThatThrows_IsReported_AndItsChangesAreUndone()
    {
        await using Session session = await OpenAsync(options =>
        {
            OnMessage(message =>
            {
                message.Text = "changed";
                message.Drop();
                throw new InvalidOperationException("wrong");
            })(options);
            OnMessage(
                message =>
                {
                    message.Text += "!";
                    return default;
                },
                "second")(options);
        });
        await SendAsync(session.Origin, 0x81, 1, (byte)'a');
        Assert.Equal([0x81, 2, (byte)'a', (byte)'!'], await ReadAsync(session.Client, 4));
        await session.EndAsync();
        ProxyError error = Assert.Single(session.Errors);
        Assert.Equal(("handler_failed", "wrong"), (error.Code, error.Error));
    }

    [Fact]
    public async Task WhatHasNoForm_IsReported_AndTheMessageGoesOnAsItCame()
    {
        ExchangeMessage[] wrong = [ExchangeMessage.OfEvent("event"), ExchangeMessage.OfText("")];
        wrong[1].Payload = new byte[] { 0xff };
        int next = -1;
        await using Session session = await OpenAsync(OnMessage(message =>
        {
            if (++next < wrong.Length)
            {
                message.InsertAfter(wrong[next]);
            }
            else
            {
                message.Payload = wrong[1].Payload;
            }

            return default;
        }));
        for (int round = 0; round < 3; round++)
        {
            await PassAsync(session.Origin, session.Client, 0x81, 1, (byte)'a');
        }

        await session.EndAsync();
        Assert.Equal(["handler_failed", "handler_failed", "handler_failed"], session.Errors.Select(error => error.Code));
    }

    [Fact]
    public async Task OwnMessages_AreSentFromAnywhere_UntilTheEnd()
    {
        var given = new TaskCompletionSource<ExchangeMessages>();
        await using Session session = await OpenAsync(options => options.Handlers.Use(
            "send",
            (exchange, next) =>
            {
                given.SetResult(exchange.Messages);
                return next(exchange);
            },
            HandlerNeeds.Messages));
        CancellationToken token = TestContext.Current.CancellationToken;
        ExchangeMessages messages = await given.Task.WaitAsync(Limit, token);
        Assert.True(await messages.WhenOpen.WaitAsync(Limit, token));
        Task<byte[]> read = ReadAsync(session.Client, 4);
        Assert.True(await messages.SendAsync(MessageDirection.ToClient, ExchangeMessage.OfText("hi"), token));
        Assert.Equal([0x81, 2, (byte)'h', (byte)'i'], await read);
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await messages.SendAsync(MessageDirection.ToOrigin, ExchangeMessage.OfEvent("x"), token));
        Assert.Equal(["1 ToClient Text 2 hi Injected"], session.Lines);
        await session.EndAsync();
        Assert.True(session.Flow.Modified);
        await messages.WhenClosed.WaitAsync(Limit, token);
        Assert.False(await messages.SendAsync(MessageDirection.ToClient, ExchangeMessage.OfText("late"), token));
    }

    [Fact]
    public async Task NeedThatWasNotStated_IsDemanded_AndNothingIsHeld()
    {
        string? problem = null;
        await using Session session = await OpenAsync(options => options.Handlers.Use("unstated", (exchange, next) =>
        {
            problem = Assert.Throws<InvalidOperationException>(() => exchange.Messages).Message;
            return next(exchange);
        }));
        Assert.Contains("Messages", problem, StringComparison.Ordinal);

        // The first half of a message would be held if somebody were to see the whole.
        await PassAsync(session.Origin, session.Client, 0x01, 1, (byte)'a');
        await session.EndAsync();
    }

    [Fact]
    public async Task HandlerThatWaits_HoldsItsDirectionOnly()
    {
        var waiting = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using Session session = await OpenAsync(OnMessage(async message =>
        {
            if (message.Direction == MessageDirection.ToClient)
            {
                waiting.SetResult();
                await release.Task;
            }
        }));
        await SendAsync(session.Origin, 0x81, 1, (byte)'a');
        await waiting.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        await PassAsync(session.Client, session.Origin, 0x82, 0x81, 1, 2, 3, 4, 5 ^ 1);
        release.SetResult();
        Assert.Equal([0x81, 1, (byte)'a'], await ReadAsync(session.Client, 3));
        await session.EndAsync();
    }

    private static Action<ProxyOptions> OnMessage(Func<ExchangeMessage, ValueTask> handle, string name = "messages")
        => options => options.Handlers.Use(
            name,
            (exchange, next) =>
            {
                exchange.Messages.OnMessage(handle);
                return next(exchange);
            },
            HandlerNeeds.Messages);
}
