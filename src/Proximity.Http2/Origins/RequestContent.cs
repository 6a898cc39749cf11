using System.Net;
using Proximity.Http2.Rendering;

namespace Proximity.Http2.Origins;

/// <summary>A request's body, written from outside: the HTTP client lends its stream until the body is whole.</summary>
internal sealed class RequestContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> lent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource whole = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int isTaken;

    /// <summary>
    /// The stream to write to. It comes when the HTTP client is ready to send, with <c>Expect: 100-continue</c> after the origin's 100 or a
    /// second.
    /// </summary>
    public Task<Stream> Lent => lent.Task;

    /// <summary>
    /// The stream to write to, for a request whose response is awaited. An origin may answer before the HTTP client lends it, and still
    /// want the body: only where the client has not begun to send it by then, because it waits for a 100, will it never do so.
    /// </summary>
    /// <param name="responding">Completes with the response, or with what became of it.</param>
    /// <exception cref="IOException">The origin answered without wanting the body.</exception>
    public async Task<Stream> LendAsync(Task responding)
    {
        await Task.WhenAny(Lent, responding).ConfigureAwait(false);
        if (!Lent.IsCompleted && Volatile.Read(ref isTaken) == 0)
        {
            await responding.ConfigureAwait(false);
            throw new IOException("The origin answered without the request's body.");
        }

        return await Lent.ConfigureAwait(false);
    }

    /// <summary>The body is whole: the stream ends.</summary>
    public void Complete() => whole.TrySetResult();

    /// <summary>No more of it will come: the stream is reset.</summary>
    public void Break()
    {
        if (whole.TrySetException(new IOException("The request's body was broken off.")))
        {
            // Observed: an HTTP client that never began to send, or that was cancelled, does not wait for it.
            _ = whole.Task.Exception;
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref isTaken, 1) != 0)
        {
            // The HTTP client wants to begin anew; what was sent of the body is not kept.
            throw new IOException("The request's body cannot be sent again.");
        }

        try
        {
            // The head must not wait for the body's first byte: the other side may want to answer it.
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            lent.TrySetException(exception);
            StreamFailure.Observe(lent.Task);
            throw;
        }

        lent.TrySetResult(stream);
        await whole.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
