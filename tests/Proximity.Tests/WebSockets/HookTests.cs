using System.Collections.Concurrent;
using System.Text;
using Proximity.Flows;
using Proximity.Protocol;
using Proximity.Protocol.WebSockets;
using Proximity.Wires;
using static Proximity.Tests.WebSockets.Session;

namespace Proximity.Tests.WebSockets;

/// <summary>Callbacks see whole messages and may change, drop and inject; what goes out stays valid.</summary>
public class HookTests
{
    private static readonly byte[] Hello = [0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
    private static readonly byte[] HelloAgain = [0xc1, 0x05, 0xf2, 0x00, 0x11, 0x00, 0x00];

    [Fact]
    public async Task UntouchedMessages_PassAsTheFramesTheyCameIn_ControlFramesFirst()
    {
        var seen = new ConcurrentQueue<string>();
        await using Session session = await OpenAsync(options => options.OnWebSocketMessage = (message, connection) =>
        {
            seen.Enqueue($"{message.Direction} {message.Kind} {message.Text} {connection.Flow?.Id} {connection.Url[^5..]} {connection.IsOpen}");
            return default;
        });
        await SendAsync(session.Origin, 0x01, 1, (byte)'a', 0x89, 1, (byte)'?', 0x80, 1, (byte)'b');
        Assert.Equal([0x89, 1, (byte)'?', 0x01, 1, (byte)'a', 0x80, 1, (byte)'b'], await ReadAsync(session.Client, 9));
        await PassAsync(session.Client, session.Origin, 0x82, 0x81, 1, 2, 3, 4, 5 ^ 1);
        Assert.Equal(["ToClient Text ab 1 /chat True", "ToOrigin Binary \u0005 1 /chat True"], seen);
        Assert.Equal(["1 ToClient Ping 1 3F", "2 ToClient Text 2 ab", "3 ToOrigin Binary 1 05"], session.Lines);
        await session.EndAsync();
    }

    [Fact]
    public async Task ChangedMessages_GoOutReframed_MaskedTowardsTheOrigin()
    {
        await using Session session = await OpenAsync(options => options.OnWebSocketMessage = (message, _) =>
        {
            message.Text = message.Text.ToUpperInvariant();
            return default;
        });
        await SendAsync(session.Origin, 0x01, 1, (byte)'a', 0x80, 1, (byte)'b');
        Assert.Equal([0x81, 2, (byte)'A', (byte)'B'], await ReadAsync(session.Client, 4));
        await SendAsync(session.Client, 0x81, 0x81, 0, 0, 0, 0, (byte)'x');
        byte[] frame = await ReadAsync(session.Origin, 7);
        Assert.Equal([0x81, 0x81, 'X'], [frame[0], frame[1], (byte)(frame[6] ^ frame[2])]);
        Assert.NotEqual(0, frame[2] | frame[3] | frame[4] | frame[5]);
        Assert.Equal(["1 ToClient Text 2 AB Changed", "2 ToOrigin Text 1 X Changed"], session.Lines);
        await session.EndAsync();
    }

    [Fact]
    public async Task DroppedMessage_IsNotPassedOn_AndTheNextOneIs()
    {
        await using Session session = await OpenAsync(options => options.OnWebSocketMessage = (message, _) =>
        {
            if (message.Text == "no")
            {
                message.Drop();
            }

            return default;
        });
        await SendAsync(session.Origin, 0x81, 2, (byte)'n', (byte)'o', 0x81, 3, (byte)'y', (byte)'e', (byte)'s');
        Assert.Equal([0x81, 3, (byte)'y', (byte)'e', (byte)'s'], await ReadAsync(session.Client, 5));
        Assert.Equal(["1 ToClient Text 2 no Dropped", "2 ToClient Text 3 yes"], session.Lines);
    }

    [Theory]
    [InlineData("permessage-deflate", false)]
    [InlineData("permessage-deflate; server_no_context_takeover", true)]
    public async Task CompressedMessageAfterAChangedOne_PassesAsItCame_OnlyWithoutTakeover(string extensions, bool passesAsItCame)
    {
        int count = 0;
        await using Session session = await OpenAsync(
            options => options.OnWebSocketMessage = (message, _) =>
            {
                if (count++ == 0)
                {
                    message.Text = "Something else";
                }

                return default;
            },
            extensions);
        await SendAsync(session.Origin, passesAsItCame ? [.. Hello, .. Hello] : [.. Hello, .. HelloAgain]);
        (Opcode opcode, bool isCompressed, byte[] frame) = await ReadFrameAsync(session.Client);
        Assert.Equal((Opcode.Text, true), (opcode, isCompressed));
        (_, isCompressed, byte[] next) = await ReadFrameAsync(session.Client);
        Assert.True(isCompressed);
        Assert.Equal(passesAsItCame, next.SequenceEqual(passesAsItCame ? Hello : HelloAgain));
        Assert.Equal(["Something else", "Hello"], Inflate([.. frame, .. next], new DeflateParameters(NoContextTakeover: passesAsItCame, 15)));
        await session.EndAsync();
    }

    [Fact]
    public async Task CompressedMessageAfterAnUncompressedChangedOne_PassesAsItCame()
    {
        await using Session session = await OpenAsync(
            options => options.OnWebSocketMessage = (message, _) =>
            {
                if (message.Text == "x")
                {
                    message.Drop();
                }

                return default;
            },
            "permessage-deflate");
        await SendAsync(session.Origin, [.. Hello, 0x81, 1, (byte)'x', .. HelloAgain]);
        byte[] expected = [.. Hello, .. HelloAgain];
        Assert.Equal(expected, await ReadAsync(session.Client, expected.Length));
    }

    [Fact]
    public async Task InjectedMessages_ReachBothPeers_BetweenMessages_AtAnyTime()
    {
        var opened = new TaskCompletionSource<WebSocketConnection>();
        await using Session session = await OpenAsync(options => options.OnWebSocketOpen = connection =>
        {
            opened.SetResult(connection);
            return default;
        });
        WebSocketConnection held = await opened.Task.WaitAsync(TestContext.Current.CancellationToken);

        // In the middle of a message: it is held, the injected one is not cut in.
        await SendAsync(session.Origin, 0x01, 1, (byte)'a');
        Assert.True(await held.SendTextAsync(WebSocketDirection.ToClient, "hi", TestContext.Current.CancellationToken));
        Assert.Equal([0x81, 2, (byte)'h', (byte)'i'], await ReadAsync(session.Client, 4));
        await SendAsync(session.Origin, 0x80, 1, (byte)'b');
        Assert.Equal([0x01, 1, (byte)'a', 0x80, 1, (byte)'b'], await ReadAsync(session.Client, 6));

        Assert.True(await held.SendBinaryAsync(WebSocketDirection.ToOrigin, new byte[] { 9 }, TestContext.Current.CancellationToken));
        byte[] frame = await ReadAsync(session.Origin, 7);
        Assert.Equal([0x82, 0x81, 9], [frame[0], frame[1], (byte)(frame[6] ^ frame[2])]);
        await session.EndAsync();
        Assert.Equal(["1 ToClient Text 2 hi Injected", "2 ToClient Text 2 ab", "3 ToOrigin Binary 1 09 Injected"], session.Lines);
        await held.Closed.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(held.IsOpen);
        Assert.False(await held.SendTextAsync(WebSocketDirection.ToClient, "late", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task OpenCallback_MaySendBeforeAnythingIsRelayed()
    {
        await using Session session = await OpenAsync(
            options => options.OnWebSocketOpen = async connection => await connection.SendTextAsync(WebSocketDirection.ToClient, "1"), behind: "\u0081\u00012");
        Assert.Equal([0x81, 1, (byte)'1', 0x81, 1, (byte)'2'], await ReadAsync(session.Client, 6));
    }

    [Fact]
    public async Task CloseAsync_TellsBothPeers_AndNothingFollows()
    {
        var opened = new TaskCompletionSource<WebSocketConnection>();
        await using Session session = await OpenAsync(options => options.OnWebSocketOpen = connection =>
        {
            opened.SetResult(connection);
            return default;
        });
        WebSocketConnection held = await opened.Task.WaitAsync(TestContext.Current.CancellationToken);
        await held.CloseAsync(4000, "enough");
        Assert.Equal("\u0088\u0008\u000F\u00A0enough", Encoding.Latin1.GetString(await ReadAsync(session.Client, 10)));
        Assert.Equal(14, (await ReadAsync(session.Origin, 14)).Length);
        Assert.False(await held.SendTextAsync(WebSocketDirection.ToClient, "late", TestContext.Current.CancellationToken));

        // The peers' own close frames end here: each has had one already.
        await SendAsync(session.Client, 0x88, 0x82, 0, 0, 0, 0, 0x0F, 0xA0);
        await SendAsync(session.Origin, 0x88, 2, 0x0F, 0xA0);
        await session.EndAsync();
        Assert.Empty(await ReadAsync(session.Client, 1));
        Assert.Empty(await ReadAsync(session.Origin, 1));
        Assert.Equal(2, session.Lines.Count(line => line.EndsWith("Close 2 4000 Dropped", StringComparison.Ordinal)));
        Assert.Null(session.Flow.ErrorCode);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await held.CloseAsync(1005));
        await Assert.ThrowsAsync<ArgumentException>(async () => await held.CloseAsync(1000, new string('x', 124)));
    }

    [Theory]
    [InlineData(new byte[] { 0x81, 2, 0xC3, 0x28 }, 1007)]
    [InlineData(new byte[] { 0xA1, 0 }, 1002)]
    [InlineData(new byte[] { 0x82, 0x7F, 0xFF, 0, 0, 0, 0, 0, 0, 0 }, 1002)]
    [InlineData(new byte[] { 0xC1, 2, 0xFF, 0xFF }, 1007)]
    public async Task BrokenRule_EndsTheConnection_WithACloseToBoth(byte[] frames, int code)
    {
        await using Session session = await OpenAsync(options => options.OnWebSocketMessage = (_, _) => default, "permessage-deflate");
        await SendAsync(session.Origin, frames);
        Assert.Equal([0x88, 2, (byte)(code >> 8), (byte)code], await ReadAsync(session.Client, 5));
        byte[] told = await ReadAsync(session.Origin, 9);
        Assert.Equal([0x88, 0x82, (byte)(code >> 8), (byte)code], [told[0], told[1], (byte)(told[6] ^ told[2]), (byte)(told[7] ^ told[3])]);
        await session.EndAsync();
        Assert.Equal("websocket_protocol_error", session.Flow.ErrorCode);
        Assert.Equal(("websocket_protocol_error", "tunnelling"), (Assert.Single(session.Errors).Code, session.Errors.First().Phase));
        Assert.Single(session.Record.Notes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MessageBeyondTheBound_EndsTheConnectionWith1009(bool isBomb)
    {
        await using Session session = await OpenAsync(
            options =>
            {
                options.MaxWebSocketMessageBytes = 1024;
                options.OnWebSocketMessage = (_, _) => default;
            },
            "permessage-deflate");
        byte[] frames = [0x82, 0x7E, 4, 1, .. new byte[1025]];
        if (isBomb)
        {
            var pool = new BufferPool();
            var compressed = new ByteBuffer(pool);
            MessageDeflater.Write(new byte[100_000], 15, compressed);
            frames = [0xC2, 0x7E, (byte)(compressed.Length >> 8), (byte)compressed.Length, .. compressed.Span];
            compressed.Release();
        }

        await SendAsync(session.Origin, frames);
        Assert.Equal([0x88, 2, 0x03, 0xF1], await ReadAsync(session.Client, 5));
        await session.EndAsync();
        Assert.Equal("websocket_message_too_big", session.Flow.ErrorCode);
    }

    [Fact]
    public async Task EndlessEmptyFragments_AreTooMuchToo()
    {
        await using Session session = await OpenAsync(options =>
        {
            options.MaxWebSocketMessageBytes = 1024;
            options.OnWebSocketMessage = (_, _) => default;
        });
        byte[] fragments = [0x02, 0, .. Enumerable.Range(0, 40_000).SelectMany(_ => new byte[] { 0x00, 0 })];
        Task<WireResult> sending = session.Origin.WriteAsync(fragments).AsTask();
        Assert.Equal([0x88, 2, 0x03, 0xF1], await ReadAsync(session.Client, 5));
        await session.EndAsync();
        await sending;
        Assert.Equal("websocket_message_too_big", session.Flow.ErrorCode);
    }

    [Fact]
    public async Task CallbackThatThrows_IsReported_AndTheMessageGoesOnAsItIs()
    {
        await using Session session = await OpenAsync(options =>
        {
            options.OnWebSocketOpen = _ => throw new InvalidOperationException("open");
            options.OnWebSocketMessage = (message, _) =>
            {
                message.Text = "B";
                throw new InvalidOperationException("mine");
            };
        });
        await SendAsync(session.Origin, 0x81, 1, (byte)'a');
        Assert.Equal([0x81, 1, (byte)'B'], await ReadAsync(session.Client, 3));
        await session.EndAsync();
        Assert.Equal([("onWebSocketOpen_failed", "open"), ("onWebSocketMessage_failed", "mine")], session.Errors.Select(error => (error.Code, error.Error)));
    }

    [Fact]
    public async Task TextThatIsMadeNoText_IsReported_AndTheReceivedOneGoesOn()
    {
        await using Session session = await OpenAsync(options => options.OnWebSocketMessage = (message, _) =>
        {
            message.Payload = new byte[] { 0xFF };
            return default;
        });
        await PassAsync(session.Origin, session.Client, 0x81, 1, (byte)'a');
        await session.EndAsync();
        Assert.Equal("onWebSocketMessage_failed", Assert.Single(session.Errors).Code);
        Assert.Equal(["1 ToClient Text 1 a"], session.Lines);
    }

    [Fact]
    public async Task Callbacks_NeverOverlap_AndTheOtherDirectionsControlFramesPass()
    {
        using var release = new SemaphoreSlim(0);
        int inside = 0;
        int most = 0;
        await using Session session = await OpenAsync(options => options.OnWebSocketMessage = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await release.WaitAsync();
            Interlocked.Decrement(ref inside);
        });
        await SendAsync(session.Origin, 0x81, 1, (byte)'a');
        await SendAsync(session.Client, 0x89, 0x80, 0, 0, 0, 0, 0x81, 0x81, 0, 0, 0, 0, (byte)'b');
        Assert.Equal([0x89, 0x80, 0, 0, 0, 0], await ReadAsync(session.Origin, 6));
        release.Release(2);
        Assert.Equal([0x81, 1, (byte)'a'], await ReadAsync(session.Client, 3));
        Assert.Equal(7, (await ReadAsync(session.Origin, 7)).Length);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task UnknownExtension_IsReported_AndMessagesPassUnseen()
    {
        int seen = 0;
        await using Session session = await OpenAsync(
            options => options.OnWebSocketMessage = (_, _) =>
            {
                seen++;
                return default;
            },
            "x-rot13");
        await PassAsync(session.Origin, session.Client, 0xF1, 1, 0xFF);
        await session.EndAsync();
        Assert.Equal(0, seen);
        Assert.Equal("websocket_extension_unknown", Assert.Single(session.Errors).Code);
    }

    [Fact]
    public async Task RecordingOff_CallbacksSeeMessagesWithoutAFlow()
    {
        Flow? flow = null;
        bool seen = false;
        await using Session session = await OpenAsync(options =>
        {
            options.RecordFlows = false;
            options.OnWebSocketMessage = (_, connection) =>
            {
                (flow, seen) = (connection.Flow, true);
                return default;
            };
        });
        await PassAsync(session.Origin, session.Client, 0x81, 1, (byte)'a');
        Assert.True(seen);
        Assert.Null(flow);
    }

    [Fact]
    public async Task EndWithinAMessage_IsPassedOn_AndTheMessageIsNot()
    {
        await using Session session = await OpenAsync(options => options.OnWebSocketMessage = (_, _) => default);
        await SendAsync(session.Origin, 0x81, 5, (byte)'h', (byte)'i');
        session.Origin.ShutdownWrite();
        Assert.Empty(await ReadAsync(session.Client, 1));
        await session.EndAsync();
        Assert.Equal(["1 ToClient Text 2 hi incomplete Dropped"], session.Lines);
    }

    private static async Task<(Opcode Opcode, bool IsCompressed, byte[] Frame)> ReadFrameAsync(Wire wire)
    {
        byte[] start = await ReadAsync(wire, 2);
        byte[] payload = await ReadAsync(wire, start[1]);
        return ((Opcode)(start[0] & 0xF), (start[0] & 0x40) != 0, [.. start, .. payload]);
    }

    /// <summary>What a receiver makes of unmasked frames, in one context.</summary>
    private static List<string> Inflate(byte[] frames, DeflateParameters deflate)
    {
        var texts = new List<string>();
        using var reader = new MessageReader(new BufferPool(), new MessageReaderSettings(IsFromClient: false, deflate, IsOpaque: false, 1 << 20, StopsBeyond: false));
        ReadOnlySpan<byte> rest = frames;
        while (reader.Read(rest, out int consumed) == MessageStep.Message)
        {
            texts.Add(Encoding.UTF8.GetString(reader.Payload));
            rest = rest[consumed..];
        }

        Assert.Equal(FrameProblems.None, reader.TakeProblems());
        return texts;
    }
}
