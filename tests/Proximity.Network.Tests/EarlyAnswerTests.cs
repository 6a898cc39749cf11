using System.Net.Security;
using System.Text;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Origins that answer before they have the request's body: the client gets the answer, and nothing is left behind.</summary>
public class EarlyAnswerTests
{
    private const string TooLarge = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno";
    private const string TooLargeButStays = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno";

    private static readonly byte[] Piece = new byte[64 * 1024];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ClientThatLooksForTheAnswerBehindItsWholeBody_GetsIt(bool isIntercepted)
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        origin.InClear = stream => AnswerEarlyAsync(stream, isIntercepted, TooLarge, stays: null);
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        await using Stream client = isIntercepted ? await proxy.OpenTlsAsync(origin.Authority) : await OpenPlainAsync(proxy, origin);
        await client.WriteAsync(Head(origin, isIntercepted, 16 * 1024 * 1024));
        for (int sent = 0; sent < 16 * 1024 * 1024; sent += Piece.Length)
        {
            await client.WriteAsync(Piece).AsTask().WithinStep();
        }

        Assert.StartsWith("HTTP/1.1 413 ", await ReadAnswerAsync(client), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TooLarge)]
    [InlineData(TooLargeButStays)]
    public async Task OriginThatThenNeitherReadsNorCloses_HoldsNothing(string answer)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TlsOrigin origin = TlsOrigin.Start();
        origin.InClear = stream => AnswerEarlyAsync(stream, isTls: true, answer, over.Task);
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(configureProxy: options => options.Timeout = TimeSpan.FromSeconds(3));
        await using SslStream client = await proxy.OpenTlsAsync(origin.Authority);
        await client.WriteAsync(Head(origin, isTls: true, 64 * 1024 * 1024));
        Task pouring = PourAsync(client);
        Assert.StartsWith("HTTP/1.1 413 ", await ReadAnswerAsync(client), StringComparison.Ordinal);
        await client.DisposeAsync();
        await pouring.WithinStep();
        await Eventually.HoldsAsync(() => proxy.Proxy.Server.ClientCount == 0, () => $"{proxy.Proxy.Server.ClientCount} clients");
        await Eventually.HoldsAsync(() => proxy.Proxy.Server.OutstandingBuffers == 0, () => $"{proxy.Proxy.Server.OutstandingBuffers} buffers");
        over.SetResult();
    }

    /// <summary>Many at a time, of each kind of end, over and over.</summary>
    [Fact]
    public async Task CrowdOfEarlyAnswers_LeavesNothingBehind()
    {
        const int Crowd = 12;
        const int Rounds = 4;
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int count = 0;
        await using TlsOrigin origin = TlsOrigin.Start();
        origin.InClear = stream => AnswerEarlyAsync(stream, isTls: true, TooLarge, Interlocked.Increment(ref count) % 2 == 0 ? over.Task : null);
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(configureProxy: options => options.Timeout = TimeSpan.FromSeconds(5));
        for (int round = 0; round < Rounds; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, Crowd).Select(async _ =>
            {
                await using SslStream client = await proxy.OpenTlsAsync(origin.Authority);
                await client.WriteAsync(Head(origin, isTls: true, 4 * 1024 * 1024));
                Task pouring = PourAsync(client);
                Assert.StartsWith("HTTP/1.1 413 ", await ReadAnswerAsync(client), StringComparison.Ordinal);
                await client.DisposeAsync();
                await pouring.WithinStep();
            }));
        }

        await Eventually.HoldsAsync(() => proxy.Proxy.Server.ClientCount == 0, () => $"{proxy.Proxy.Server.ClientCount} clients");
        await Eventually.HoldsAsync(() => proxy.Proxy.Server.OutstandingBuffers == 0, () => $"{proxy.Proxy.Server.OutstandingBuffers} buffers");
        over.SetResult();
    }

    /// <summary>Where connections are used for one exchange only, the one that was made for the tunnel is that one.</summary>
    [Fact]
    public async Task WithoutPersistentConnections_AnInterceptedRequestTakesOneConnection()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(configureProxy: options => options.PersistentConnections = false);
        using HttpClient client = proxy.Client();
        Assert.Equal("ok", await client.GetStringAsync(new Uri($"https://{origin.Authority}/")));
        Assert.Equal("ok", await client.GetStringAsync(new Uri($"https://{origin.Authority}/")));
        Assert.Equal(2, origin.Accepted);
    }

    private static byte[] Head(TlsOrigin origin, bool isTls, int length)
        => Encoding.ASCII.GetBytes($"POST {(isTls ? "" : $"http://{origin.Authority}")}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nContent-Length: {length}\r\n\r\n");

    private static async Task<Stream> OpenPlainAsync(InterceptingProxy proxy, TlsOrigin origin)
    {
        var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await socket.ConnectAsync(proxy.Proxy.EndPoint).WithinStep();
        return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Reads the head, answers, and then stays, reading nothing, until the task ends; null to close at once.</summary>
    private static async Task AnswerEarlyAsync(Stream connection, bool isTls, string answer, Task? stays)
    {
        Stream stream = connection;
        if (isTls)
        {
            var tls = new SslStream(connection);
            await tls.AuthenticateAsServerAsync(InterceptingProxy.OriginCertificate());
            stream = tls;
        }

        await ReadUntilAsync(stream, "\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        await (stays ?? Task.CompletedTask);
    }

    /// <summary>Sends until the other side has had enough.</summary>
    private static async Task PourAsync(Stream stream)
    {
        try
        {
            while (true)
            {
                await stream.WriteAsync(Piece);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The proxy, or the test, has closed.
        }
    }

    private static async Task<string> ReadAnswerAsync(Stream stream) => await ReadUntilAsync(stream, "\r\n\r\nno");

    private static async Task<string> ReadUntilAsync(Stream stream, string end)
    {
        var text = new StringBuilder();
        byte[] one = new byte[1];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal) && await stream.ReadAsync(one).AsTask().WithinStep() == 1)
        {
            text.Append((char)one[0]);
        }

        return text.ToString();
    }
}
