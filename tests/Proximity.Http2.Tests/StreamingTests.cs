using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Proximity.Http2.Tests.Rig;

namespace Proximity.Http2.Tests;

/// <summary>Nothing waits for what comes later, and nobody takes more than is read.</summary>
public class StreamingTests
{
    [Theory]
    [InlineData(OriginKind.Http1)]
    [InlineData(OriginKind.Http2Clear)]
    public async Task ResponseHead_ArrivesBeforeTheBody(OriginKind kind)
    {
        var gate = new TaskCompletionSource();
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(async context =>
        {
            await context.Response.Body.FlushAsync();
            await gate.Task;
            await context.Response.WriteAsync("late");
        }));
        await using var proxy = new TestProxy(kind);
        using HttpMessageInvoker client = proxy.NewClient();

        using HttpResponseMessage response = await client.SendAsync(
            TestProxy.Request(HttpMethod.Get, origin.Authority(kind), "/"),
            Limits.Token);
        gate.SetResult();

        Assert.Equal("late", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(OriginKind.Http1)]
    [InlineData(OriginKind.Http2Tls)]
    public async Task BothDirections_FlowAtTheSameTime(OriginKind kind)
    {
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(async context =>
        {
            await context.Response.Body.FlushAsync();
            byte[] buffer = new byte[100];
            int count;
            while ((count = await context.Request.Body.ReadAsync(buffer)) > 0)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, count));
                await context.Response.Body.FlushAsync();
            }
        }));
        await using var proxy = new TestProxy(kind);
        using HttpMessageInvoker client = proxy.NewClient();
        var upload = new TaskCompletionSource<Stream>();
        var done = new TaskCompletionSource();
        using var content = new DuplexContent(async stream =>
        {
            await stream.FlushAsync();
            upload.SetResult(stream);
            await done.Task;
        });

        using HttpResponseMessage response = await client.SendAsync(
            TestProxy.Request(HttpMethod.Post, origin.Authority(kind), "/", content),
            Limits.Token);
        Stream request = await upload.Task;
        await using Stream answer = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[100];
        for (byte round = 1; round <= 5; round++)
        {
            await request.WriteAsync(new[] { round }, Limits.Token);
            await request.FlushAsync();
            Assert.Equal(1, await answer.ReadAsync(buffer, Limits.Token));
            Assert.Equal(round, buffer[0]);
        }

        done.SetResult();
        Assert.Equal(0, await answer.ReadAsync(buffer, Limits.Token));
    }

    /// <summary>A byte a minute is a drip for a body, but not in a conversation.</summary>
    [Theory]
    [InlineData(OriginKind.Http1)]
    [InlineData(OriginKind.Http2Tls)]
    public async Task ConversationThatPauses_IsNeitherSilentNorTooSlow(OriginKind kind)
    {
        var time = new FakeTimeProvider();
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(async context =>
        {
            await context.Response.Body.FlushAsync();
            await context.Request.Body.CopyToAsync(context.Response.Body);
        }));
        var options = new ProxyOptions { TimeProvider = time, BodyTimeout = TimeSpan.FromMinutes(5) };
        await using var proxy = new TestProxy(kind, options);
        using HttpMessageInvoker client = proxy.NewClient();
        var upload = new TaskCompletionSource<Stream>();
        var done = new TaskCompletionSource();
        using var content = new DuplexContent(async stream =>
        {
            await stream.FlushAsync();
            upload.SetResult(stream);
            await done.Task;
        });

        HttpRequestMessage message = TestProxy.Request(HttpMethod.Post, origin.Authority(kind), "/", content);
        using HttpResponseMessage response = await client.SendAsync(message, Limits.Token);
        Stream request = await upload.Task;
        await using Stream answer = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[100];
        for (byte round = 1; round <= 6; round++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await request.WriteAsync(new[] { round }, Limits.Token);
            await request.FlushAsync();
            Assert.Equal(1, await answer.ReadAsync(buffer, Limits.Token));
        }

        done.SetResult();
        Assert.Equal(0, await answer.ReadAsync(buffer, Limits.Token));
    }

    [Theory]
    [InlineData(OriginKind.Http1)]
    [InlineData(OriginKind.Http2Clear)]
    public async Task SlowReader_HoldsTheOrigin(OriginKind kind)
    {
        long written = 0;
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(async context =>
        {
            byte[] piece = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
                Interlocked.Add(ref written, piece.Length);
            }
        }));
        await using var proxy = new TestProxy(kind);
        using HttpMessageInvoker client = proxy.NewClient();

        using HttpResponseMessage response = await client.SendAsync(
            TestProxy.Request(HttpMethod.Get, origin.Authority(kind), "/"),
            Limits.Token);
        long settled = await SettledAsync(() => Interlocked.Read(ref written));

        // The windows of both connections, the buffers of the systems' sockets, and one piece on its way.
        Assert.InRange(settled, 0, 16 * 1024 * 1024);
        Assert.True(proxy.Services.Buffers.Outstanding < 20);
    }

    [Theory]
    [InlineData(OriginKind.Http1)]
    [InlineData(OriginKind.Http2Clear)]
    public async Task SlowOrigin_HoldsTheClient(OriginKind kind)
    {
        var gate = new TaskCompletionSource();
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(_ => gate.Task));
        await using var proxy = new TestProxy(kind);
        using HttpMessageInvoker client = proxy.NewClient();
        long written = 0;
        using var content = new DuplexContent(async stream =>
        {
            byte[] piece = new byte[64 * 1024];
            while (true)
            {
                await stream.WriteAsync(piece);
                Interlocked.Add(ref written, piece.Length);
            }
        });

        Task<HttpResponseMessage> response = client.SendAsync(
            TestProxy.Request(HttpMethod.Post, origin.Authority(kind), "/", content),
            Limits.Token);
        long settled = await SettledAsync(() => Interlocked.Read(ref written));
        gate.SetResult();

        Assert.InRange(settled, 1, 16 * 1024 * 1024);
        using HttpResponseMessage answer = await response;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task TrailersOfHttp1_ReachTheClient()
    {
        await using var origin = new RawOrigin(
            0,
            "HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nX-Sum: 12\r\n\r\n");
        await using var proxy = new TestProxy(OriginKind.Http1);

        await AssertTrailersAsync(proxy, origin.Authority);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TrailersOfHttp2_ReachTheClient(bool hasBody)
    {
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(async context =>
        {
            await (hasBody ? context.Response.WriteAsync("body") : context.Response.Body.FlushAsync());
            context.Response.AppendTrailer("X-Sum", "12");
        }));
        await using var proxy = new TestProxy(OriginKind.Http2Tls);

        await AssertTrailersAsync(proxy, origin.Authority(OriginKind.Http2Tls), hasBody ? "body" : "");
    }

    [Fact]
    public async Task Exchanges_ShareOneOriginConnection()
    {
        var gate = new TaskCompletionSource();
        int waiting = 0;
        var all = new TaskCompletionSource();
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(async context =>
        {
            if (Interlocked.Increment(ref waiting) == 20)
            {
                all.SetResult();
            }

            await gate.Task;
            await context.Response.WriteAsync(context.Connection.Id);
        }));
        await using var proxy = new TestProxy(OriginKind.Http2Tls);
        using HttpMessageInvoker client = proxy.NewClient();

        Task<string>[] answers = [.. Enumerable.Range(0, 20).Select(_ => GetAsync(client, origin.Authority(OriginKind.Http2Tls)))];
        await all.Task.WithinStep();
        gate.SetResult();

        Assert.Single((await Task.WhenAll(answers)).Distinct());
        Assert.Equal(1, proxy.Network.ConnectionCount);
    }

    [Fact]
    public async Task StreamsBeyondWhatTheOriginAdmits_GetAnotherConnection()
    {
        var gate = new TaskCompletionSource();
        using var arrived = new SemaphoreSlim(0);
        await using TestOrigin origin = await TestOrigin.StartAsync(
            application => application.Run(async context =>
            {
                arrived.Release();
                await gate.Task;
                await context.Response.WriteAsync(context.Connection.Id);
            }),
            kestrel => kestrel.Limits.Http2.MaxStreamsPerConnection = 2);
        await using var proxy = new TestProxy(OriginKind.Http2Clear);
        using HttpMessageInvoker client = proxy.NewClient();
        string authority = origin.Authority(OriginKind.Http2Clear);

        // Each begins when the one before has arrived, and with it the word of how many are admitted.
        var answers = new List<Task<string>>();
        for (int i = 0; i < 5; i++)
        {
            answers.Add(GetAsync(client, authority));
            await arrived.WaitAsync(Limits.Token);
        }

        gate.SetResult();

        Assert.Equal(3, (await Task.WhenAll(answers)).Distinct().Count());
    }

    private static async Task AssertTrailersAsync(TestProxy proxy, string authority, string body = "body")
    {
        using HttpMessageInvoker client = proxy.NewClient();
        using HttpResponseMessage response = await client.SendAsync(TestProxy.Request(HttpMethod.Get, authority, "/"), Limits.Token);

        Assert.Equal(body, await response.Content.ReadAsStringAsync());
        Assert.Equal("12", response.TrailingHeaders.GetValues("X-Sum").Single());
    }

    private static async Task<string> GetAsync(HttpMessageInvoker client, string authority)
    {
        using HttpResponseMessage response = await client.SendAsync(TestProxy.Request(HttpMethod.Get, authority, "/"), Limits.Token);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>What a counter stands at when it has not moved for a while.</summary>
    private static async Task<long> SettledAsync(Func<long> counter)
    {
        long seen = -1;
        while (seen != counter() || seen == 0)
        {
            seen = counter();
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, Limits.Token);
        }

        return seen;
    }
}
