using Grpc.Core;
using Proximity.Flows;
using Proximity.Http2.Tests.Rig;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.Http2;

/// <summary>gRPC through a whole proxy.</summary>
public sealed class GrpcTests : IAsyncLifetime
{
    private GrpcRig rig = null!;

    private InterceptingProxy Proxy => rig.Proxy;

    private CallInvoker Calls => rig.Calls;

    public async ValueTask InitializeAsync() => rig = await GrpcRig.StartAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Unary_AnswersWithTrailers()
    {
        using AsyncUnaryCall<string> call = Calls.AsyncUnaryCall(TextServiceBase.UnaryMethod, null, GrpcRig.Options, "hello");
        Assert.Equal("hello!", await call.ResponseAsync);
        Assert.Equal("hello", call.GetTrailers().GetValue("seen"));
        Flow flow = await Proxy.FlowAsync("POST");
        Assert.Equal(("/test.Text/Unary", 200), (flow.Request.Url, flow.Response?.Status));
    }

    [Fact]
    public async Task UnaryThatFails_AnswersWithItsStatus()
    {
        using AsyncUnaryCall<string> call = Calls.AsyncUnaryCall(TextServiceBase.UnaryMethod, null, GrpcRig.Options, "fail");
        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal((StatusCode.FailedPrecondition, "as asked"), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task ServerStreaming_BringsEveryMessage()
    {
        using AsyncServerStreamingCall<string> call =
            Calls.AsyncServerStreamingCall(TextServiceBase.ServerStreamingMethod, null, GrpcRig.Options, "m");
        Assert.Equal(["m1", "m2", "m3"], await call.ResponseStream.ReadAllAsync().ToListAsync());
    }

    [Fact]
    public async Task ClientStreaming_BringsEveryMessage()
    {
        using AsyncClientStreamingCall<string, string> call =
            Calls.AsyncClientStreamingCall(TextServiceBase.ClientStreamingMethod, null, GrpcRig.Options);
        foreach (string part in (string[])["a", "b", "c"])
        {
            await call.RequestStream.WriteAsync(part);
        }

        await call.RequestStream.CompleteAsync();
        Assert.Equal("abc", await call.ResponseAsync);
    }

    [Fact]
    public async Task Duplex_IsATalk()
    {
        using AsyncDuplexStreamingCall<string, string> call =
            Calls.AsyncDuplexStreamingCall(TextServiceBase.DuplexStreamingMethod, null, GrpcRig.Options);
        for (int i = 0; i < 5; i++)
        {
            await call.RequestStream.WriteAsync($"{i}");
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WithinStep());
            Assert.Equal($"{i}?", call.ResponseStream.Current);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None).WithinStep());
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task ManyCallsAtOnce_ShareAConnectionToTheOrigin()
    {
        string[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
        {
            using AsyncUnaryCall<string> call = Calls.AsyncUnaryCall(TextServiceBase.UnaryMethod, null, GrpcRig.Options, $"{number}");
            return await call.ResponseAsync;
        }));
        Assert.Equal(Enumerable.Range(0, 40).Select(number => $"{number}!"), answers);
        Assert.Equal(1, rig.Origin.ConnectionCount);
    }
}
