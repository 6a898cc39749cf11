using Proximity.Flows;
using Proximity.Protocol.WebSockets;
using static Proximity.Tests.WebSockets.Session;

namespace Proximity.Tests.WebSockets;

/// <summary>Nobody listens: bytes pass as they are, and the flow tells what they said.</summary>
public class RecordingTests
{
    [Fact]
    public async Task MessagesOfBothDirections_AreRecorded_AndPassUnchanged()
    {
        await using Session session = await OpenAsync();
        await PassAsync(session.Client, session.Origin, 0x81, 0x82, 1, 2, 3, 4, (byte)'h' ^ 1, (byte)'i' ^ 2);
        await PassAsync(session.Origin, session.Client, 0x02, 1, 7, 0x89, 1, (byte)'?', 0x80, 1, 8);
        await PassAsync(session.Client, session.Origin, 0x8A, 0x80, 0, 0, 0, 0);
        await PassAsync(session.Origin, session.Client, 0x88, 4, 0x03, 0xE8, (byte)'o', (byte)'k');
        Assert.Equal(
            ["1 ToOrigin Text 2 hi", "2 ToClient Ping 1 3F", "3 ToClient Binary 2 0708", "4 ToOrigin Pong 0 ", "5 ToClient Close 4 1000ok"],
            session.Lines);
        await session.EndAsync();
        Assert.Equal((2L, 3L), (session.Record.ToOriginCount, session.Record.ToClientCount));
        Assert.Empty(session.Record.Notes);
        Assert.Null(session.Flow.ErrorCode);
        Assert.All(session.Record.Messages, message => Assert.NotEqual(default, message.Timestamp));
    }

    [Fact]
    public async Task BytesBehindTheAnswer_AreRecordedToo()
    {
        await using Session session = await OpenAsync(behind: "\u0081\u0002hi");
        Assert.Equal([0x81, 2, (byte)'h', (byte)'i'], await ReadAsync(session.Client, 4));
        Assert.Equal(["1 ToClient Text 2 hi"], session.Lines);
    }

    [Fact]
    public async Task CompressedMessages_AreRecordedInflated_WithTheirContext()
    {
        await using Session session = await OpenAsync(extensions: "permessage-deflate");
        byte[] key = [0, 0, 0, 0];
        await PassAsync(session.Origin, session.Client, 0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00);
        await PassAsync(session.Origin, session.Client, 0xc1, 0x05, 0xf2, 0x00, 0x11, 0x00, 0x00);
        await PassAsync(session.Client, session.Origin, [0xc1, 0x87, .. key, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]);
        await PassAsync(session.Client, session.Origin, [0xc1, 0x85, .. key, 0xf2, 0x00, 0x11, 0x00, 0x00]);
        Assert.Equal(["1 ToClient Text 5 Hello", "2 ToClient Text 5 Hello", "3 ToOrigin Text 5 Hello", "4 ToOrigin Text 5 Hello"], session.Lines);
        await session.EndAsync();
    }

    [Theory]
    [InlineData("client_no_context_takeover", 1, 0)]
    [InlineData("server_no_context_takeover", 0, 1)]
    public async Task NoContextTakeover_HoldsForTheDirectionItNames(string parameter, int toOrigin, int toClient)
    {
        await using Session session = await OpenAsync(extensions: $"permessage-deflate; {parameter}");
        byte[] refersBack = [0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0xc1, 0x05, 0xf2, 0x00, 0x11, 0x00, 0x00];
        await PassAsync(session.Origin, session.Client, refersBack);
        await PassAsync(session.Client, session.Origin, 0xc1, 0x87, 0, 0, 0, 0, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0xc1, 0x85, 0, 0, 0, 0, 0xf2, 0x00, 0x11, 0x00, 0x00);
        Assert.Equal(toOrigin, session.Record.Notes.Count(note => note.Direction == WebSocketDirection.ToOrigin));
        Assert.Equal(toClient, session.Record.Notes.Count(note => note.Direction == WebSocketDirection.ToClient));
    }

    [Theory]
    [InlineData(new byte[] { 0x81, 2, 0xC3, 0x28 }, "A text is not UTF-8")]
    [InlineData(new byte[] { 0xB1, 0 }, "A reserved bit is set")]
    [InlineData(new byte[] { 0x8F, 0 }, "A frame has a reserved opcode")]
    [InlineData(new byte[] { 0x89, 0x7E, 0, 126 }, "A control frame has more than 125 bytes")]
    [InlineData(new byte[] { 0x82, 0x7F, 0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3 }, "A length has its highest bit set")]
    public async Task InvalidFrames_AreNoted_AndRelayedAsTheyAre(byte[] frames, string note)
    {
        await using Session session = await OpenAsync();
        await PassAsync(session.Origin, session.Client, frames);
        await PassAsync(session.Client, session.Origin, 0x81, 0x80, 0, 0, 0, 0);
        WebSocketNote noted = Assert.Single(session.Record.Notes);
        Assert.StartsWith(note, noted.Text, StringComparison.Ordinal);
        Assert.Equal(WebSocketDirection.ToClient, noted.Direction);
        await session.EndAsync();
        Assert.Empty(session.Errors);
    }

    [Fact]
    public async Task UnmaskedClient_IsNoted()
    {
        await using Session session = await OpenAsync();
        await PassAsync(session.Client, session.Origin, 0x81, 1, (byte)'x');
        Assert.StartsWith("A frame of the client is not masked", Assert.Single(session.Record.Notes).Text, StringComparison.Ordinal);
        Assert.Equal(["1 ToOrigin Text 1 x"], session.Lines);
    }

    [Fact]
    public async Task UnknownExtension_IsNoted_AndPayloadsStayAsTheyCome()
    {
        await using Session session = await OpenAsync(extensions: "x-rot13");
        await PassAsync(session.Origin, session.Client, 0xF1, 1, 0xFF);
        Assert.Equal(["1 ToClient Text 1 FF encoded"], session.Lines);
        Assert.Single(session.Record.Notes);
    }

    [Fact]
    public async Task LongMessage_IsKeptToAQuarterOfTheBound_NotWithinACharacter()
    {
        await using Session session = await OpenAsync(options => options.MaxWebSocketRecordBytes = 16);
        await PassAsync(session.Origin, session.Client, 0x81, 7, (byte)'a', (byte)'b', (byte)'c', 0xC3, 0xA9, (byte)'d', (byte)'e');
        await PassAsync(session.Origin, session.Client, 0x82, 5, 1, 2, 3, 4, 5);
        Assert.Equal(["1 ToClient Text 7 abc truncated", "2 ToClient Binary 5 01020304 truncated"], session.Lines);
    }

    [Fact]
    public async Task BytesOfAFlow_OldestMessagesMakeRoom()
    {
        await using Session session = await OpenAsync(options => options.MaxWebSocketRecordBytes = 4000);
        byte[] message = [0x82, 0x7E, 0x03, 0xE8, .. new byte[1000]];
        for (int number = 0; number < 6; number++)
        {
            await PassAsync(session.Origin, session.Client, message);
        }

        Assert.Equal([3L, 4L, 5L, 6L], session.Record.Messages.Select(kept => kept.Number));
        Assert.Equal(6, session.Record.ToClientCount);
    }

    [Fact]
    public async Task MessagesOfAFlow_TheNewestThousandStay()
    {
        await using Session session = await OpenAsync();
        byte[] frames = [.. Enumerable.Range(0, 1500).SelectMany(_ => new byte[] { 0x8A, 0 })];
        await PassAsync(session.Origin, session.Client, frames);
        Assert.Equal((1000, 501L, 1500L), (session.Record.Messages.Count, session.Record.Messages[0].Number, session.Record.Messages[^1].Number));
    }

    [Fact]
    public async Task NothingToKeep_FactsAreRecorded()
    {
        await using Session session = await OpenAsync(options => options.MaxWebSocketRecordBytes = 0);
        await PassAsync(session.Origin, session.Client, 0x81, 2, (byte)'h', (byte)'i', 0x89, 1, 1, 0x88, 4, 0x03, 0xE8, (byte)'o', (byte)'k');
        Assert.Equal(["1 ToClient Text 2  truncated", "2 ToClient Ping 1  truncated", "3 ToClient Close 4 1000 truncated"], session.Lines);
    }

    [Fact]
    public async Task RecordingOff_BytesPassAndNothingIsKept()
    {
        await using Session session = await OpenAsync(options => options.RecordFlows = false);
        await PassAsync(session.Origin, session.Client, 0x81, 2, (byte)'h', (byte)'i');
        await session.EndAsync();
    }

    [Fact]
    public async Task ConnectionThatEndsWithinAMessage_KeepsWhatCame()
    {
        await using Session session = await OpenAsync();
        await PassAsync(session.Origin, session.Client, 0x81, 5, (byte)'h', (byte)'i');
        await session.EndAsync();
        Assert.Equal(["1 ToClient Text 2 hi incomplete"], session.Lines);
    }

    [Fact]
    public async Task AbortedClient_IsAFaultOfTheFlow_AndNothingIsHeld()
    {
        await using Session session = await OpenAsync(extensions: "permessage-deflate");
        await PassAsync(session.Origin, session.Client, 0x41, 0x03, 0xf2, 0x48, 0xcd);
        session.Client.Abort();
        await ReadAsync(session.Origin, 1);
        await session.EndAsync();
        Assert.Equal("tunnel_read_failed", session.Flow.ErrorCode);
        Assert.Equal("tunnel_read_failed", Assert.Single(session.Errors).Code);
    }

    [Fact]
    public async Task OtherProtocol_HasNoWebSocketRecord()
    {
        await using Server.Harness harness = await Server.Harness.StartAsync(answer: "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: shout\r\n\r\nHI");
        Proximity.Wires.Wire client = await harness.ConnectAsync();
        await client.WriteAsync("GET http://origin.test:20000/ HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: shout\r\n\r\n"u8.ToArray());
        await Server.Harness.ReadUntilAsync(client, "HI");
        Assert.Null(Assert.Single(harness.Proxy.Flows).WebSocket);
        client.Close();
    }

    [Fact]
    public void EverySentence_HasItsProblem()
    {
        foreach (FrameProblems problem in Enum.GetValues<FrameProblems>().Where(problem => problem != FrameProblems.None))
        {
            Assert.Single(FrameProblemText.Sentence(problem));
        }
    }
}
