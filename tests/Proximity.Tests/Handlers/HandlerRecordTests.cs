using System.Text;
using Proximity.Flows;
using Proximity.Tests.Server;
using static Proximity.Tests.Handlers.HandlerRig;

namespace Proximity.Tests.Handlers;

/// <summary>What flows say of bodies that handlers read, changed or made.</summary>
public class HandlerRecordTests
{
    [Fact]
    public async Task ChangedResponse_IsRecordedAsItWasSent()
    {
        await using Harness harness = await Harness.StartAsync(Replacing(text => text + "!"));
        await harness.GetAsync();
        await harness.SettleAsync();
        Flow flow = Assert.Single(harness.Proxy.Flows);
        AssertBody("ok!", flow.ResponseBody);
        Assert.True(flow.Modified);
    }

    [Fact]
    public async Task ChangedRequest_IsRecordedAsItWasSent_AndCountedAsItCame()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("change", async (exchange, next) =>
        {
            await exchange.Request.Body.ReplaceTextAsync(text => text + " world");
            return await next(exchange);
        }));
        string request = Post(harness, "Content-Length: 5\r\n\r\nhello");
        await harness.ExchangeAsync(request);
        await harness.SettleAsync();
        Flow flow = Assert.Single(harness.Proxy.Flows);
        AssertBody("hello world", flow.RequestBody);
        Assert.Equal(request.Length, flow.RequestBytes);
    }

    [Fact]
    public async Task AnsweredRequest_IsRecordedWithBothBodies()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("mock", async (exchange, _) =>
            Verdict.Respond(200, Body.Text(await exchange.Request.Body.ReadTextAsync() + "!"))));
        string request = Post(harness, "Content-Length: 5\r\n\r\nhello");
        string answer = await harness.ExchangeAsync(request);
        await harness.SettleAsync();
        Flow flow = Assert.Single(harness.Proxy.Flows);
        AssertBody("hello", flow.RequestBody);
        AssertBody("hello!", flow.ResponseBody);
        Assert.Equal((request.Length, answer.Length), (flow.RequestBytes, flow.ResponseBytes));
    }

    [Fact]
    public async Task BodyThatWasOnlyRead_IsRecordedAsItPassed()
    {
        await using Harness harness = await Harness.StartAsync(Reading(_ => { }));
        await harness.GetAsync();
        await harness.SettleAsync();
        AssertBody("ok", Assert.Single(harness.Proxy.Flows).ResponseBody);
    }

    [Theory]
    [InlineData("hi", false)]
    [InlineData("hello", true)]
    public async Task MessagesThatHandlersSee_ModifyTheFlow_OnlyWhenOneIsChanged(string said, bool isModified)
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use(
            "messages",
            (exchange, next) =>
            {
                exchange.Messages.OnMessage(message =>
                {
                    if (message.Text == "hello")
                    {
                        message.Text = "HELLO";
                    }

                    return default;
                });
                return next(exchange);
            },
            HandlerNeeds.Messages));
        string body = $"\0\0\0\0{(char)said.Length}{said}";
        await harness.ExchangeAsync(Post(
            harness, $"Content-Type: application/grpc\r\nContent-Digest: x\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        await harness.SettleAsync();
        Flow flow = Assert.Single(harness.Proxy.Flows);
        Assert.Equal(isModified, flow.Modified);
        Assert.Equal(isModified ? MessageState.Changed : MessageState.Passed, Assert.Single(flow.Messages).State);

        // It may be another content by the time it has passed.
        Assert.Null(flow.Request.Headers["Content-Digest"]);
    }

    private static void AssertBody(string expected, FlowBody body)
        => Assert.Equal((FlowBodyState.Complete, expected), (body.State, Encoding.UTF8.GetString(body.Bytes.Span)));
}
