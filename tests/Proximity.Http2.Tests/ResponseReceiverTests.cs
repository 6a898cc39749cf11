using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Proximity.Http2.Clients;
using Proximity.Protocol;

namespace Proximity.Http2.Tests;

/// <summary>A response on its way to a client of HTTP/2 that has reset the stream: Kestrel gives its writer no room any more.</summary>
public class ResponseReceiverTests
{
    [Theory]
    [InlineData("Content-Length: 3\r\n\r\nabc")]
    [InlineData("Connection: close\r\n\r\nabc")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")]
    public async Task StreamThatWasReset_TakesNothing_AndThrowsNothing(string rest)
    {
        var stream = new FeatureCollection();
        stream.Set<IHttpRequestFeature>(new HttpRequestFeature { Method = "GET" });
        stream.Set<IHttpResponseFeature>(new HttpResponseFeature());
        stream.Set<IHttpResponseBodyFeature>(new ResetBody());
        var receiver = new ResponseReceiver(stream, null!, new BufferPool());
        Assert.False(await receiver.ReceiveAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\n{rest}")));
        receiver.Release();
    }

    private sealed class ResetBody : IHttpResponseBodyFeature
    {
        public Stream Stream => Stream.Null;

        public PipeWriter Writer { get; } = new WriterWithoutRoom();

        public Task CompleteAsync() => Task.CompletedTask;

        public void DisableBuffering()
        {
        }

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
            => throw new NotSupportedException();

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }

    private sealed class WriterWithoutRoom : PipeWriter
    {
        public override void Advance(int bytes)
        {
        }

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
            => new(new FlushResult(isCanceled: false, isCompleted: true));

        public override Memory<byte> GetMemory(int sizeHint = 0) => Memory<byte>.Empty;

        public override Span<byte> GetSpan(int sizeHint = 0) => [];
    }
}
