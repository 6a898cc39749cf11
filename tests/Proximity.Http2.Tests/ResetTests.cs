using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Proximity.Http2.Tests.Rig;
using Proximity.Protocol.Faults;

namespace Proximity.Http2.Tests;

/// <summary>Streams and connections that end before their time.</summary>
public class ResetTests
{
    [Theory]
    [InlineData(OriginKind.Http1)]
    [InlineData(OriginKind.Http2Tls)]
    public async Task ClientResetsWhileTheOriginIsSilent_OriginIsTold(OriginKind kind)
    {
        var arrived = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            arrived.SetResult();
            await aborted.Task;
        }));
        await using var proxy = new TestProxy(kind);
        using HttpMessageInvoker client = proxy.NewClient();
        using var cancellation = new CancellationTokenSource();

        Task<HttpResponseMessage> response = client.SendAsync(
            TestProxy.Request(HttpMethod.Get, origin.Authority(kind), "/"),
            cancellation.Token);
        await arrived.Task.WithinStep();
        await cancellation.CancelAsync();

        await aborted.Task.WithinStep();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => response);
        await proxy.EndedAsync();
        Assert.Equal(ErrorCodes.ClientReadFailed, proxy.Flows.Single().ErrorCode);
    }

    [Theory]
    [InlineData(OriginKind.Http1)]
    [InlineData(OriginKind.Http2Tls)]
    public async Task OriginBreaksOffItsBody_StreamIsReset(OriginKind kind)
    {
        var gate = new TaskCompletionSource();
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(async context =>
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
            await gate.Task;
            context.Abort();
        }));
        await using var proxy = new TestProxy(kind);
        using HttpMessageInvoker client = proxy.NewClient();

        using HttpResponseMessage response = await client.SendAsync(
            TestProxy.Request(HttpMethod.Get, origin.Authority(kind), "/"),
            Limits.Token);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[100];
        Assert.Equal(5, await body.ReadAsync(buffer, Limits.Token));
        gate.SetResult();

        HttpProtocolException reset = await Assert.ThrowsAsync<HttpProtocolException>(
            () => body.ReadExactlyAsync(buffer, Limits.Token).AsTask());
        Assert.Equal(2, reset.ErrorCode);
        await proxy.EndedAsync();
        Assert.Equal(ErrorCodes.UpstreamReadFailed, proxy.Flows.Single().ErrorCode);
    }

    [Theory]
    [InlineData(OriginKind.Http1)]
    [InlineData(OriginKind.Http2Tls)]
    public async Task OriginEndsWithoutAnAnswer_ClientGets502(OriginKind kind)
    {
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        }));
        await using var proxy = new TestProxy(kind);
        using HttpMessageInvoker client = proxy.NewClient();

        using HttpResponseMessage response = await client.SendAsync(
            TestProxy.Request(HttpMethod.Get, origin.Authority(kind), "/"),
            Limits.Token);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.StartsWith("upstream_read_failed: ", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OriginGoesAway_NextRequestGetsAnotherConnection()
    {
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(context =>
        {
            if (context.Request.Path == "/last")
            {
                context.Features.Get<IConnectionLifetimeNotificationFeature>()!.RequestClose();
            }

            return context.Response.WriteAsync(context.Connection.Id);
        }));
        await using var proxy = new TestProxy(OriginKind.Http2Tls);
        using HttpMessageInvoker client = proxy.NewClient();

        var connections = new List<string>();
        foreach (string path in (string[])["/", "/last", "/", "/"])
        {
            using HttpResponseMessage response = await client.SendAsync(
                TestProxy.Request(HttpMethod.Get, origin.Authority(OriginKind.Http2Tls), path),
                Limits.Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            connections.Add(await response.Content.ReadAsStringAsync());
        }

        Assert.Equal(connections[0], connections[1]);
        Assert.NotEqual(connections[1], connections[2]);
        Assert.Equal(connections[2], connections[3]);
    }

    [Fact]
    public async Task Draining_EndsTheConnectionAfterItsStreams()
    {
        var arrived = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(async context =>
        {
            arrived.SetResult();
            await gate.Task;
            await context.Response.WriteAsync("finished");
        }));
        await using var proxy = new TestProxy(OriginKind.Http1);
        using HttpMessageInvoker client = proxy.NewClient();

        Task<HttpResponseMessage> pending = client.SendAsync(
            TestProxy.Request(HttpMethod.Get, origin.Authority(OriginKind.Http1), "/"),
            Limits.Token);
        await arrived.Task.WithinStep();
        proxy.Drain();
        gate.SetResult();

        using HttpResponseMessage response = await pending;
        Assert.Equal("finished", await response.Content.ReadAsStringAsync());
        await proxy.AllServed().WithinStep();
    }

    [Theory]
    [InlineData(OriginKind.Http1)]
    [InlineData(OriginKind.Http2Tls)]
    public async Task AnswerBeforeTheBody_EndsTheUpload(OriginKind kind)
    {
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(context =>
        {
            context.Response.StatusCode = 413;
            context.Response.Headers.Connection = kind == OriginKind.Http1 ? "close" : default(string?);
            return context.Response.WriteAsync("too much");
        }));
        await using var proxy = new TestProxy(kind);
        using HttpMessageInvoker client = proxy.NewClient();
        var ended = new TaskCompletionSource();
        using var content = new DuplexContent(async stream =>
        {
            try
            {
                while (true)
                {
                    await stream.WriteAsync(new byte[1000], Limits.Token);
                    await stream.FlushAsync();
                }
            }
            finally
            {
                ended.SetResult();
            }
        });

        using HttpResponseMessage response = await client.SendAsync(
            TestProxy.Request(HttpMethod.Post, origin.Authority(kind), "/", content),
            Limits.Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("too much", await response.Content.ReadAsStringAsync());
        await ended.Task.WithinStep();
    }
}
