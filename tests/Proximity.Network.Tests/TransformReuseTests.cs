using System.IO.Compression;
using Proximity.Content;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>What becomes of the origin's connection behind a body that user code makes another one of.</summary>
public sealed class TransformReuseTests
{
    private const int LongBytes = 900_000;
    private const int Rounds = 5;

    /// <summary>The code has read the end of the body, and the client has all; what read for the code is not quite over.</summary>
    [Fact]
    public async Task OriginWhoseBodyWasReadToItsEnd_IsUsedAgain()
    {
        using var coding = new LateCoding();
        using var isHeadThere = new SemaphoreSlim(0);
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            while (await peer.ReadRequestAsync() is { IsComplete: true })
            {
                await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Encoding: late\r\nContent-Length: 5\r\n\r\n");
                await isHeadThere.WaitAsync(Limits.Step);
                await peer.SendAsync("hello");
            }
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync(options =>
        {
            options.ContentCodings.Add(coding);
            options.Handlers.Use("copy", async (exchange, next) =>
            {
                Verdict verdict = await next(exchange);
                exchange.Response.Body.Transform(async (input, output, cancellationToken) =>
                    await input.CopyToAsync(output, cancellationToken));
                exchange.Response.Headers.Remove("Content-Encoding");
                return verdict;
            });
        });
        string request = $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";
        await using RawPeer client = await proxy.SendAsync(request);
        for (int round = 0; round < Rounds; round++)
        {
            await client.ReadUntilAsync("\r\n\r\n");
            isHeadThere.Release();
            Assert.EndsWith("hello\r\n0\r\n\r\n", await client.ReadUntilAsync("0\r\n\r\n"), StringComparison.Ordinal);
            coding.End();
            await proxy.FlowAsync(round);
            if (round < Rounds - 1)
            {
                await client.SendAsync(request);
            }
        }

        Assert.Single(origin.Connections.Items);
    }

    [Fact]
    public async Task ClientWhoseBodyIsGivenUpByAnException_GoesOn()
    {
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Handlers.Use("enough", (exchange, next) =>
        {
            exchange.Request.Body.Transform(async (input, output, cancellationToken) =>
            {
                await input.CompleteAsync(new InvalidDataException("enough"));
                await output.WriteAsync("short"u8.ToArray(), cancellationToken);
            });
            return next(exchange);
        }));
        string head = $"POST http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nContent-Length: {LongBytes}\r\n\r\n";
        await using RawPeer client = await RawPeer.ConnectAsync(proxy.EndPoint);
        for (int round = 0; round < 3; round++)
        {
            Task sending = client.SendAsync(head + new string('x', LongBytes));
            Assert.EndsWith("\r\n\r\nok", await client.ReadUntilAsync("\r\n\r\nok"), StringComparison.Ordinal);
            await sending.WithinStep();
            Assert.Null((await proxy.FlowAsync(round)).ErrorCode);
        }

        Assert.Equal(["short", "short", "short"], origin.Requests.Select(request => request.Body));
    }

    /// <summary>Changes nothing; each of its decoders ends when it is told to.</summary>
    private sealed class LateCoding : IContentCoding, IDisposable
    {
        private readonly SemaphoreSlim ends = new(0);

        public string Name => "late";

        public IReadOnlyList<string> Aliases => [];

        public void End() => ends.Release();

        public IContentDecoder CreateDecoder() => new Decoder(ends);

        public IContentEncoder CreateEncoder(CompressionLevel level) => throw new NotSupportedException();

        public void Dispose() => ends.Dispose();

        private sealed class Decoder(SemaphoreSlim end) : IContentDecoder
        {
            public string? Problem => null;

            public bool HasTrailingBytes => false;

            public ContentStatus Process(ReadOnlySpan<byte> source, Span<byte> destination, bool isLast, out int consumed, out int written)
            {
                consumed = written = Math.Min(source.Length, destination.Length);
                source[..written].CopyTo(destination);
                return written < source.Length ? ContentStatus.DestinationFull : isLast ? ContentStatus.Done : ContentStatus.NeedMore;
            }

            public void Dispose() => end.Wait(Limits.Step);
        }
    }
}
