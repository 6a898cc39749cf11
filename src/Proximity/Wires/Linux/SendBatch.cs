using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Proximity.Wires.Linux;

/// <summary>
/// The short writes of one turn of an event loop, and the sockets that are to be closed. Where several connections have something to send,
/// one system call makes all of their sends, which costs a good deal less than a call for each: a peer that is awoken by the first does not
/// take the processor before the last. Only on the loop's thread.
/// </summary>
internal sealed unsafe class SendBatch
{
    /// <summary>Longer writes are made at once: a call for each costs them little.</summary>
    public const int MaxBytes = 4096;

    /// <summary>How many sends wait at most; a power of two. With as many the loop sends before it looks at its next event.</summary>
    private const int Capacity = 32;

    private readonly SubmissionRing ring;
    private readonly EpollWire?[] wires = new EpollWire?[Capacity];
    private readonly EpollWire?[] sent = new EpollWire?[Capacity];
    private readonly int[] sockets = new int[Capacity];
    private readonly int[] starts = new int[Capacity];
    private readonly int[] lengths = new int[Capacity];
    private readonly int[] closing = new int[Capacity];
    private readonly int[] results = new int[2 * Capacity];
    private byte* bytes = (byte*)NativeMemory.Alloc(Capacity * MaxBytes);
    private int used;
    private int waiting;
    private int closingCount;
    private int sentCount;
    private int told;

    /// <summary>A submission has failed as a whole: nothing more is taken.</summary>
    private bool isBroken;

    private SendBatch(SubmissionRing ring) => this.ring = ring;

    /// <summary>True when something waits to be submitted, or a send that has been made has not been reported.</summary>
    public bool IsInUse => !IsEmpty || told < sentCount;

    public bool IsEmpty => waiting == 0 && closingCount == 0;

    public bool IsFull => waiting == Capacity || closingCount == Capacity;

    /// <summary>Null where the kernel offers no io_uring.</summary>
    public static SendBatch? TryCreate() => SubmissionRing.TryCreate(2 * Capacity) is { } ring ? new SendBatch(ring) : null;

    /// <summary>
    /// Takes a copy of the bytes, <see cref="MaxBytes"/> at most. False when there is no room. The caller keeps the descriptor open until
    /// the send is reported.
    /// </summary>
    public bool TryAdd(EpollWire wire, int descriptor, ReadOnlySpan<byte> content)
    {
        if (waiting == Capacity || isBroken)
        {
            return false;
        }

        Debug.Assert(content.Length is > 0 and <= MaxBytes, "too long for its place, or nothing");
        Debug.Assert(used + content.Length <= Capacity * MaxBytes, "the places hold more than there is memory for");

        // One behind the other, so that few lines of the processor's cache are touched.
        content.CopyTo(new Span<byte>(bytes + used, MaxBytes));
        starts[waiting] = used;
        used += content.Length;
        sockets[waiting] = descriptor;
        lengths[waiting] = content.Length;
        wires[waiting++] = wire;
        return true;
    }

    /// <summary>Takes over the closing of a socket. False when there is no room.</summary>
    public bool TryAddClose(int descriptor)
    {
        if (closingCount == Capacity || isBroken)
        {
            return false;
        }

        Debug.Assert(descriptor >= 0 && Array.IndexOf(closing, descriptor, 0, closingCount) < 0, "a socket is closed twice");
        closing[closingCount++] = descriptor;
        return true;
    }

    /// <summary>Sends and closes what waits. Only after all that was sent before has been reported.</summary>
    public void Submit()
    {
        Debug.Assert(told == sentCount, "sends are made before those before them were reported");
        Debug.Assert(!IsEmpty, "nothing to send, nothing to close");
        if (waiting == 1 && closingCount == 0)
        {
            nint count = Kernel.Send(sockets[0], bytes, (nuint)lengths[0], Kernel.NoSignal | Kernel.DoNotWait);
            results[0] = count < 0 ? -Kernel.LastError : (int)count;
        }
        else
        {
            SubmitAll();
        }

        KeepUnsent();
        Array.Copy(wires, sent, waiting);
        Array.Clear(wires, 0, waiting);
        (sentCount, told, waiting, closingCount, used) = (waiting, 0, 0, 0, 0);
    }

    /// <summary>The next wire whose send is to be reported; false when none is left.</summary>
    /// <param name="wire">Who.</param>
    /// <param name="result">How many bytes were taken, or the error number below 0.</param>
    public bool TryTakeSent(out EpollWire wire, out int result)
    {
        if (told == sentCount)
        {
            (wire, result) = (null!, 0);
            return false;
        }

        Debug.Assert(told < sentCount && sent[told] is not null, "a send is reported twice");
        result = results[told];
        wire = sent[told]!;
        sent[told++] = null;
        return true;
    }

    public void Free()
    {
        Debug.Assert(!IsInUse && bytes is not null, "freed with sends in it, or twice");
        ring.Close();
        NativeMemory.Free(bytes);
        bytes = null;
    }

    private void SubmitAll()
    {
        Array.Fill(results, -ErrorNumber.Again);
        for (int index = 0; index < waiting; index++)
        {
            ring.AddSend(sockets[index], bytes + starts[index], lengths[index], index);
        }

        for (int index = 0; index < closingCount; index++)
        {
            ring.AddClose(closing[index], Capacity + index);
        }

        if (!ring.Submit(results))
        {
            isBroken = true;
            CloseRest();
        }
    }

    /// <summary>The next writes will lie where these did.</summary>
    private void KeepUnsent()
    {
        for (int index = 0; index < waiting; index++)
        {
            int taken = Math.Max(0, results[index]);
            Debug.Assert(taken <= lengths[index], "more was sent than there was");
            if (taken < lengths[index])
            {
                wires[index]!.Keep(new ReadOnlySpan<byte>(bytes + starts[index] + taken, lengths[index] - taken));
            }
        }
    }

    private void CloseRest()
    {
        for (int index = 0; index < closingCount; index++)
        {
            if (results[Capacity + index] == -ErrorNumber.Again)
            {
                _ = Kernel.Close(closing[index]);
            }
        }
    }
}
