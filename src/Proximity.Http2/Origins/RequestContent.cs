using System.Net;

namespace Proximity.Http2.Origins;

/// <summary>A request's body, written from outside: the HTTP client lends its stream until the body is whole.</summary>
internal sealed class RequestContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> lent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource whole = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int isTaken;

    /// <summary>The stream to write to. It comes when the HTTP client is ready to send, with <c>Expect: 100-continue</c> after the origin's 100 or a second.</summary>
    public Task<Stream> Lent => lent.Task;

    /// <summary>The body is whole: the stream ends.</summary>
    public void Complete() => whole.TrySetResult();

    /// <summary>No more of it will come: the stream is reset.</summary>
    public void Break() => whole.TrySetException(new IOException("The request's body was broken off."));

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref isTaken, 1) != 0)
        {
            // The HTTP client wants to begin anew; what was sent of the body is not kept.
            throw new IOException("The request's body cannot be sent again.");
        }

        // The head must not wait for the body's first byte: the other side may want to answer it.
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        lent.TrySetResult(stream);
        await whole.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
