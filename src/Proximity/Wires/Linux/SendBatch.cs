using System.Runtime.InteropServices;

namespace Proximity.Wires.Linux;

/// <summary>
/// The short writes of one turn of an event loop. Where several connections have something to send, one system call makes all of their sends, which costs a quarter less than a call
/// for each; and the peers, awoken by the first, find the others' bytes too. Where there is one to send, it is sent at once. Only on the loop's thread.
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
    private readonly int[] results = new int[Capacity];
    private byte* bytes = (byte*)NativeMemory.Alloc(Capacity * MaxBytes);
    private int waiting;
    private int sentCount;
    private int told;

    private SendBatch(SubmissionRing ring) => this.ring = ring;

    /// <summary>True once a submission has failed as a whole: nothing more is taken.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>True when a send waits, or one that has been made has not been told of.</summary>
    public bool IsInUse => waiting > 0 || told < sentCount;

    public bool IsEmpty => waiting == 0;

    public bool IsFull => waiting == Capacity;

    /// <summary>Null where the kernel offers no io_uring.</summary>
    public static SendBatch? TryCreate() => SubmissionRing.TryCreate(Capacity) is { } ring ? new SendBatch(ring) : null;

    /// <summary>Takes a copy of the bytes. False when there is no room. Who adds keeps the descriptor open until it is told.</summary>
    public bool TryAdd(EpollWire wire, int descriptor, ReadOnlySpan<byte> content)
    {
        if (waiting == Capacity || content.Length > MaxBytes || IsBroken)
        {
            return false;
        }

        byte* copy = bytes + (waiting * MaxBytes);
        content.CopyTo(new Span<byte>(copy, MaxBytes));
        ring.AddSend(descriptor, copy, content.Length, waiting);
        wires[waiting++] = wire;
        return true;
    }

    /// <summary>Sends what waits. Only after all that was sent before has been told of.</summary>
    public void Submit()
    {
        Array.Fill(results, -ErrorNumber.Again, 0, waiting);
        IsBroken |= !ring.Submit(results);
        Array.Copy(wires, sent, waiting);
        Array.Clear(wires, 0, waiting);
        (sentCount, told, waiting) = (waiting, 0, 0);
    }

    /// <summary>The next wire that is to be told of its send; false when none is left.</summary>
    /// <param name="wire">Who.</param>
    /// <param name="result">How many bytes were taken, or the error number below 0.</param>
    public bool TryTakeSent(out EpollWire wire, out int result)
    {
        if (told == sentCount)
        {
            (wire, result) = (null!, 0);
            return false;
        }

        result = results[told];
        wire = sent[told]!;
        sent[told++] = null;
        return true;
    }

    public void Free()
    {
        ring.Close();
        NativeMemory.Free(bytes);
        bytes = null;
    }
}
