using System.Buffers;
using System.IO.Pipelines;
using Proximity.Http2.Rendering;
using Proximity.Protocol;
using Proximity.Wires;

namespace Proximity.Http2.Clients;

/// <summary>
/// What Kestrel writes its frames into. It also takes frames that Kestrel cannot make, interim responses, and puts each between two of Kestrel's, before whatever Kestrel writes
/// later. Kestrel gets memory, advances and flushes under a lock of its own, and asks for no memory while a flush is under way.
/// </summary>
internal sealed class FrameOutput(Wire wire, BufferPool pool) : PipeWriter
{
    private const int FirstBytes = 4 * 1024;

    private static readonly FlushResult Broken = new(isCanceled: false, isCompleted: true);

    private readonly Lock gate = new();
    private readonly FrameScanner scanner = new();
    private readonly Queue<byte[]> waiting = [];
    private byte[]? array;
    private int length;
    private bool isOpen;
    private Task<bool> sent = Task.FromResult(true);

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => length;

    /// <summary>Completes when everything flushed or inserted so far has left, or failed to.</summary>
    public Task SentAsync()
    {
        lock (gate)
        {
            return sent;
        }
    }

    /// <summary>Sends a frame as soon as Kestrel is not in the middle of one.</summary>
    public void Insert(byte[] frame)
    {
        lock (gate)
        {
            if (isOpen || !scanner.IsAtBoundary)
            {
                waiting.Enqueue(frame);
                return;
            }

            byte[] copy = pool.Rent(frame.Length);
            frame.CopyTo(copy, 0);
            sent = SendAsync(sent, copy, frame.Length);
        }
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        lock (gate)
        {
            isOpen = true;
            WriteWaiting();
            MakeRoom(Math.Max(1, sizeHint));
            return array.AsMemory(length);
        }
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        lock (gate)
        {
            scanner.Scan(array.AsSpan(length, bytes));
            length += bytes;
        }
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Task<bool> whole;
        lock (gate)
        {
            isOpen = false;
            WriteWaiting();
            if (array is { } batch)
            {
                sent = SendAsync(sent, batch, length);
                array = null;
                length = 0;
            }

            whole = sent;
        }

        return await whole.ConfigureAwait(false) ? default : Broken;
    }

    /// <summary>A flush ends when the wire takes or refuses the bytes; Kestrel aborts the connection when it wants that at once.</summary>
    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
        lock (gate)
        {
            if (array is { } rest)
            {
                array = null;
                length = 0;
                pool.Return(rest);
            }
        }
    }

    private async Task<bool> SendAsync(Task<bool> before, byte[] batch, int count)
    {
        try
        {
            return await before.ConfigureAwait(false) && (await wire.WriteAsync(batch.AsMemory(0, count)).ConfigureAwait(false)).IsOk;
        }
        finally
        {
            pool.Return(batch);
        }
    }

    private void WriteWaiting()
    {
        while (scanner.IsAtBoundary && waiting.TryDequeue(out byte[]? frame))
        {
            MakeRoom(frame.Length);
            frame.CopyTo(array.AsSpan(length));
            length += frame.Length;
        }
    }

    private void MakeRoom(int count)
    {
        if (array is null)
        {
            array = pool.Rent(Math.Max(count, FirstBytes));
        }
        else if (array.Length - length < count)
        {
            byte[] larger = pool.Rent(Math.Max(length + count, array.Length * 2));
            array.AsSpan(0, length).CopyTo(larger);
            pool.Return(array);
            array = larger;
        }
    }
}
