using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Proximity.Http2.Tests.Rig;

namespace Proximity.Http2.Tests;

/// <summary>gRPC through HTTP/2 on both sides: trailers, responses that are trailers alone, both directions at once.</summary>
public sealed class GrpcTests : IAsyncLifetime
{
    private TestOrigin origin = null!;
    private TestProxy proxy = null!;
    private HttpMessageInvoker invoker = null!;
    private GrpcChannel channel = null!;
    private CallInvoker calls = null!;

    public async ValueTask InitializeAsync()
    {
        origin = await TestOrigin.StartAsync(
            application => application.MapGrpcService<TextService>(),
            services: services => services.AddGrpc());
        proxy = new TestProxy(OriginKind.Http2Tls);
        invoker = proxy.NewClient();
        channel = GrpcChannel.ForAddress(
            $"http://{origin.Authority(OriginKind.Http2Tls)}",
            new GrpcChannelOptions { HttpClient = new HttpClient(new InvokerHandler(invoker)), DisposeHttpClient = true });
        calls = channel.CreateCallInvoker();
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        invoker.Dispose();
        await proxy.DisposeAsync();
        await origin.DisposeAsync();
    }

    [Fact]
    public async Task Unary_AnswersWithTrailers()
    {
        using AsyncUnaryCall<string> call = calls.AsyncUnaryCall(TextServiceBase.UnaryMethod, null, Options(), "hello");

        Assert.Equal("hello!", await call.ResponseAsync);
        Assert.Equal("hello", call.GetTrailers().GetValue("seen"));
    }

    [Fact]
    public async Task UnaryThatFails_AnswersWithItsStatus()
    {
        using AsyncUnaryCall<string> call = calls.AsyncUnaryCall(TextServiceBase.UnaryMethod, null, Options(), "fail");

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode);
        Assert.Equal("as asked", failure.Status.Detail);
    }

    [Fact]
    public async Task UnknownMethod_AnswersUnimplemented()
    {
        var method = new Method<string, string>(
            MethodType.Unary,
            "test.Text",
            "Nothing",
            TextServiceBase.UnaryMethod.RequestMarshaller,
            TextServiceBase.UnaryMethod.ResponseMarshaller);
        using AsyncUnaryCall<string> call = calls.AsyncUnaryCall(method, null, Options(), "hello");

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
    }

    [Fact]
    public async Task ServerStreaming_BringsEveryMessage()
    {
        using AsyncServerStreamingCall<string> call =
            calls.AsyncServerStreamingCall(TextServiceBase.ServerStreamingMethod, null, Options(), "m");

        Assert.Equal(["m1", "m2", "m3"], await call.ResponseStream.ReadAllAsync().ToListAsync());
    }

    [Fact]
    public async Task ClientStreaming_BringsEveryMessage()
    {
        using AsyncClientStreamingCall<string, string> call =
            calls.AsyncClientStreamingCall(TextServiceBase.ClientStreamingMethod, null, Options());
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
            calls.AsyncDuplexStreamingCall(TextServiceBase.DuplexStreamingMethod, null, Options());
        for (int i = 0; i < 5; i++)
        {
            await call.RequestStream.WriteAsync($"{i}");
            Assert.True(await call.ResponseStream.MoveNext(Limits.Token));
            Assert.Equal($"{i}?", call.ResponseStream.Current);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Limits.Token));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task DuplexThatTheOriginEnds_EndsWell()
    {
        using AsyncDuplexStreamingCall<string, string> call =
            calls.AsyncDuplexStreamingCall(TextServiceBase.DuplexStreamingMethod, null, Options());
        await call.RequestStream.WriteAsync("stop");

        Assert.False(await call.ResponseStream.MoveNext(Limits.Token));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        call.Dispose();
        await proxy.EndedAsync();
        Assert.Null(proxy.Flows.Single().ErrorCode);
    }

    [Fact]
    public async Task Cancelling_ReachesTheOrigin()
    {
        using AsyncDuplexStreamingCall<string, string> call =
            calls.AsyncDuplexStreamingCall(TextServiceBase.DuplexStreamingMethod, null, Options());
        await call.RequestStream.WriteAsync("x");
        Assert.True(await call.ResponseStream.MoveNext(Limits.Token));

        call.Dispose();

        await proxy.EndedAsync();
        Assert.Equal("client_read_failed", proxy.Flows.Single().ErrorCode);
    }

    private static CallOptions Options() => new(cancellationToken: Limits.Token);

    /// <summary>A client's handler that an invoker stands for.</summary>
    private sealed class InvokerHandler(HttpMessageInvoker invoker) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            => invoker.SendAsync(request, cancellationToken);
    }
}
