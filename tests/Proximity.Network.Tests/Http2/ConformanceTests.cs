using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Network.Tests.Fixtures;
using static Proximity.Network.Tests.Http2.RequestFrames;

namespace Proximity.Network.Tests.Http2;

/// <summary>What a client may rely on, and how it learns what it did wrong, frame by frame, through interception.</summary>
public sealed class ConformanceTests : IAsyncLifetime
{
    private NegotiatingOrigin origin = null!;
    private InterceptingProxy proxy = null!;
    private RequestFrames make = null!;

    public static TheoryData<string> Names => [.. ConformanceCases.All.Select(wrong => wrong.Name)];

    public async ValueTask InitializeAsync()
    {
        origin = await NegotiatingOrigin.StartAsync(HttpProtocols.Http1AndHttp2, application => application.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await context.Response.WriteAsync("hello");
        }));
        proxy = await Http2Proxy.StartAsync();
        make = new RequestFrames(origin.Authority);
    }

    public async ValueTask DisposeAsync()
    {
        await proxy.DisposeAsync();
        await origin.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Wrong_IsAnsweredWithItsError(string name)
    {
        ConformanceCase wrong = ConformanceCases.All.Single(one => one.Name == name);
        await using FrameClient client = await FrameClient.StartAsync(proxy, origin.Authority);
        foreach (byte[] step in wrong.Steps(make))
        {
            await (step.Length == 0 ? client.ResponseAsync(1) : client.SendAsync(step));
        }

        Frame error = await client.NextAsync(frame => frame.Type == Frame.GoAway || (frame.Type == Frame.Reset && !wrong.IsOfConnection));
        int code = (int)BinaryPrimitives.ReadUInt32BigEndian(error.Payload.AsSpan(error.Type == Frame.GoAway ? 4 : 0));
        Assert.Contains(code, wrong.Codes);
        if (error.Type == Frame.GoAway)
        {
            Assert.DoesNotContain(await client.RestAsync(), frame => frame.Type is not (Frame.GoAway or Frame.Data or Frame.Headers or Frame.Reset or Frame.WindowUpdate));
        }

        await AssertServesAsync();
    }

    [Fact]
    public async Task WrongPreface_EndsTheConnection()
    {
        await using FrameClient client = await FrameClient.OpenAsync(proxy, origin.Authority);
        await client.SendAsync("INVALID CONNECTION PREFACE\r\n\r\n"u8.ToArray());
        Assert.DoesNotContain(await client.RestAsync(), frame => frame.Type is Frame.Headers or Frame.Data);
        await AssertServesAsync();
    }

    [Fact]
    public async Task Settings_AreAcknowledgedAndKept()
    {
        // A window of one byte, until there is more.
        await using FrameClient client = await FrameClient.StartAsync(proxy, origin.Authority, 0, 4, 0, 0, 0, 1);
        await client.SendAsync(make.Whole(1));
        Frame first = await client.NextAsync(frame => frame.Type == Frame.Data);
        Assert.Equal("h", Encoding.ASCII.GetString(first.Payload));
        await client.SendAsync(Window(1, 2));
        Frame second = await client.NextAsync(frame => frame.Type == Frame.Data);
        Assert.Equal("el", Encoding.ASCII.GetString(second.Payload));
        await client.SendAsync(Setting(4, 100));
        Assert.Equal("lo", string.Concat((await client.ResponseAsync(1)).Select(frame => Encoding.ASCII.GetString(frame.Payload))));
    }

    [Fact]
    public async Task Ping_IsAnswered()
    {
        await using FrameClient client = await FrameClient.StartAsync(proxy, origin.Authority);
        await client.SendAsync(Of(Frame.Ping, Frame.Ack, 0, "unwanted"u8.ToArray()));
        await client.SendAsync(Of(Frame.Ping, 0, 0, "h2spec!!"u8.ToArray()));
        Frame pong = await client.NextAsync(frame => frame.Type == Frame.Ping);
        Assert.Equal(Frame.Ack, pong.Flags);
        Assert.Equal("h2spec!!", Encoding.ASCII.GetString(pong.Payload));
    }

    [Fact]
    public async Task UnknownThings_AreIgnored()
    {
        await using FrameClient client = await FrameClient.StartAsync(proxy, origin.Authority);
        await client.SendAsync(Of(0x16, 0, 0, 1, 2, 3));
        await client.SendAsync(Setting(0xFF, 1));
        await client.SendAsync(Of(Frame.Ping, 0x16, 0, new byte[8]));
        await client.SendAsync(make.Whole(1));
        Assert.Equal("hello", await BodyAsync(client, 1));
    }

    [Fact]
    public async Task BlockOfFieldsInParts_IsPutTogether()
    {
        await using FrameClient client = await FrameClient.StartAsync(proxy, origin.Authority);
        await client.SendAsync(Of(Frame.Headers, Frame.EndStream, 1, make.Get[..3]));
        await client.SendAsync(Of(Frame.Continuation, 0, 1, make.Get[3..]));
        await client.SendAsync(Of(Frame.Continuation, Frame.EndHeaders, 1, Field("x-a", "b")));
        Assert.Equal("hello", await BodyAsync(client, 1));
    }

    [Fact]
    public async Task PaddedAndFullFrames_AreTaken()
    {
        await using FrameClient client = await FrameClient.StartAsync(proxy, origin.Authority);
        await client.SendAsync(Of(Frame.Headers, Frame.EndHeaders | Frame.Padded | Frame.WithPriority, 1, [3, 0, 0, 0, 0, 255, .. make.Post, 0, 0, 0]));
        await client.SendAsync(Of(Frame.Data, 0, 1, new byte[16_384]));
        await client.SendAsync(Of(Frame.Data, Frame.Padded, 1, [2, 1, 2, 0, 0]));
        await client.SendAsync(Of(Frame.Headers, Frame.EndHeaders | Frame.EndStream, 1, Field("x-trailer", "a")));
        Assert.Equal("hello", await BodyAsync(client, 1));
    }

    [Fact]
    public async Task GoAwayOfTheClient_LetsItsStreamFinish()
    {
        await using FrameClient client = await FrameClient.StartAsync(proxy, origin.Authority);
        await client.SendAsync(make.Begun(1));
        await client.SendAsync(Of(Frame.GoAway, 0, 0, new byte[8]));
        await client.SendAsync(Of(Frame.Data, Frame.EndStream, 1, "x"u8.ToArray()));
        Assert.Equal("hello", await BodyAsync(client, 1));
        await client.RestAsync();
    }

    private async Task AssertServesAsync()
    {
        using HttpClient other = proxy.Client();
        Assert.Equal("hello", await other.TextAsync(Http2Proxy.Get(origin.Authority)));
    }

    private static async Task<string> BodyAsync(FrameClient client, int stream)
        => string.Concat((await client.ResponseAsync(stream)).Where(frame => frame.Type == Frame.Data).Select(frame => Encoding.ASCII.GetString(frame.Payload)));
}
