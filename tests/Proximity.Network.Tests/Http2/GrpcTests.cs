using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Proximity.Flows;
using Proximity.Http2.Tests.Rig;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.Http2;

/// <summary>gRPC through a whole proxy.</summary>
public sealed class GrpcTests : IAsyncLifetime
{
    private NegotiatingOrigin origin = null!;
    private InterceptingProxy proxy = null!;
    private GrpcChannel channel = null!;
    private CallInvoker calls = null!;

    public async ValueTask InitializeAsync()
    {
        origin = await NegotiatingOrigin.StartAsync(HttpProtocols.Http2, application => application.MapGrpcService<TextService>(), new NegotiatingOriginSetup { Services = services => services.AddGrpc() });
        proxy = await Http2Proxy.StartAsync();
        channel = GrpcChannel.ForAddress($"https://{origin.Authority}", new GrpcChannelOptions { HttpClient = proxy.Client(), DisposeHttpClient = true });
        calls = channel.CreateCallInvoker();
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await proxy.DisposeAsync();
        await origin.DisposeAsync();
    }

    [Fact]
    public async Task Unary_AnswersWithTrailers()
    {
        using AsyncUnaryCall<string> call = calls.AsyncUnaryCall(TextServiceBase.UnaryMethod, null, Options(), "hello");
        Assert.Equal("hello!", await call.ResponseAsync);
        Assert.Equal("hello", call.GetTrailers().GetValue("seen"));
        Flow flow = await proxy.FlowAsync("POST");
        Assert.Equal(("/test.Text/Unary", 200), (flow.Request.Url, flow.Response?.Status));
    }

    [Fact]
    public async Task UnaryThatFails_AnswersWithItsStatus()
    {
        using AsyncUnaryCall<string> call = calls.AsyncUnaryCall(TextServiceBase.UnaryMethod, null, Options(), "fail");
        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal((StatusCode.FailedPrecondition, "as asked"), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task ServerStreaming_BringsEveryMessage()
    {
        using AsyncServerStreamingCall<string> call = calls.AsyncServerStreamingCall(TextServiceBase.ServerStreamingMethod, null, Options(), "m");
        Assert.Equal(["m1", "m2", "m3"], await call.ResponseStream.ReadAllAsync().ToListAsync());
    }

    [Fact]
    public async Task ClientStreaming_BringsEveryMessage()
    {
        using AsyncClientStreamingCall<string, string> call = calls.AsyncClientStreamingCall(TextServiceBase.ClientStreamingMethod, null, Options());
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
        using AsyncDuplexStreamingCall<string, string> call = calls.AsyncDuplexStreamingCall(TextServiceBase.DuplexStreamingMethod, null, Options());
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
            using AsyncUnaryCall<string> call = calls.AsyncUnaryCall(TextServiceBase.UnaryMethod, null, Options(), $"{number}");
            return await call.ResponseAsync;
        }));
        Assert.Equal(Enumerable.Range(0, 40).Select(number => $"{number}!"), answers);
        Assert.Equal(1, origin.ConnectionCount);
    }

    private static CallOptions Options() => new(cancellationToken: Limits.After(Limits.Step).Token);
}
