using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Proximity.Http2.Rendering;
using Proximity.Protocol;
using Proximity.Wires;

namespace Proximity.Http2.Clients;

/// <summary>
/// What Kestrel writes its frames into. It also takes frames that Kestrel cannot make, interim responses, and puts each between two of
/// Kestrel's, before whatever Kestrel writes later. Kestrel gets memory, advances and flushes under a lock of its own, and asks for no
/// memory while a flush is under way.
/// </summary>
/// <param name="wire">Where they go.</param>
/// <param name="pool">Where buffers are borrowed.</param>
/// <param name="onPing">Called when Kestrel answers a PING of the client's; null for nobody. Must not block.</param>
internal sealed class FrameOutput(Wire wire, BufferPool pool, Action? onPing = null) : PipeWriter
{
    /// <summary>What interim responses may hold until the client takes them, in all streams of its connection.</summary>
    public const int MaxInterimBytes = 256 * 1024;

    private const int FirstBytes = 4 * 1024;

    private static readonly FlushResult Broken = new(isCanceled: false, isCompleted: true);

    private readonly Lock gate = new();
    private readonly FrameScanner scanner = new(frame => NoteFrame(frame, onPing), static type => type == FrameScanner.Ping);
    private readonly Queue<byte[]> waiting = [];
    private byte[]? array;
    private int length;
    private bool isOpen;
    private bool isComplete;

    /// <summary>Of interim responses that have not left; and those of them that stand among Kestrel's frames already.</summary>
    private int interimBytes;
    private int joinedInterimBytes;
    private TaskCompletionSource? room;
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

    /// <summary>
    /// Sends an interim response's frame as soon as Kestrel is not in the middle of one. Beyond <see cref="MaxInterimBytes"/> it waits for
    /// others to leave. False when the connection has ended.
    /// </summary>
    public async ValueTask<bool> InsertAsync(byte[] frame, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task left;
            lock (gate)
            {
                if (isComplete)
                {
                    return false;
                }

                if (interimBytes + frame.Length <= MaxInterimBytes)
                {
                    Insert(frame);
                    return true;
                }

                room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                left = room.Task;
            }

            await left.WaitAsync(cancellationToken).ConfigureAwait(false);
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
                sent = SendAsync(sent, batch, length, joinedInterimBytes);
                array = null;
                length = 0;
                joinedInterimBytes = 0;
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
            isComplete = true;
            waiting.Clear();
            room?.TrySetResult();
            if (array is { } rest)
            {
                array = null;
                length = 0;
                pool.Return(rest);
            }
        }
    }

    private void Insert(byte[] frame)
    {
        interimBytes += frame.Length;
        if (isOpen || !scanner.IsAtBoundary)
        {
            waiting.Enqueue(frame);
            return;
        }

        byte[] copy = pool.Rent(frame.Length);
        frame.CopyTo(copy, 0);
        sent = SendAsync(sent, copy, frame.Length, frame.Length);
    }

    private async Task<bool> SendAsync(Task<bool> before, byte[] batch, int count, int interimCount)
    {
        try
        {
            return await before.ConfigureAwait(false) && (await wire.WriteAsync(batch.AsMemory(0, count)).ConfigureAwait(false)).IsOk;
        }
        finally
        {
            pool.Return(batch);
            NoteLeft(interimCount);
        }
    }

    private void NoteLeft(int interimCount)
    {
        if (interimCount > 0)
        {
            lock (gate)
            {
                interimBytes -= interimCount;
                Debug.Assert(interimBytes >= 0, "an interim response leaves once");
                room?.TrySetResult();
                room = null;
            }
        }
    }

    private static void NoteFrame(in ScannedFrame frame, Action? onPing)
    {
        if ((frame.Flags & FrameScanner.Ack) != 0)
        {
            onPing?.Invoke();
        }
    }

    private void WriteWaiting()
    {
        while (scanner.IsAtBoundary && waiting.TryDequeue(out byte[]? frame))
        {
            MakeRoom(frame.Length);
            frame.CopyTo(array.AsSpan(length));
            length += frame.Length;
            joinedInterimBytes += frame.Length;
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
