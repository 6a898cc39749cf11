namespace Proximity.Wires.Linux;

/// <summary>
/// An instance of io_uring(7), used for one thing: to make several calls in one. Each is a send(2) that does not wait or a close(2) of a
/// socket, which the kernel carries out at once, so that all of them have ended, and nothing is left in the kernel, when
/// <see cref="Submit"/> returns. By one thread at a time.
/// </summary>
internal sealed unsafe class SubmissionRing
{
    private const byte CloseOperation = 19;
    private const byte SendOperation = 26;
    private const nint RingsOffset = 0;
    private const nint SubmissionsOffset = 0x10000000;

    /// <summary>IORING_FEAT_SINGLE_MMAP and IORING_FEAT_CQE_SKIP: Linux 5.17, where neither call is ever handed to a worker.</summary>
    private const uint NeededFeatures = (1 << 0) | (1 << 11);

    /// <summary>MAP_FAILED.</summary>
    private const nint NoMap = -1;

    private readonly int descriptor;
    private readonly nint rings;
    private readonly nuint ringsLength;
    private readonly nint submissions;
    private readonly nuint submissionsLength;
    private readonly uint* submissionTail;
    private readonly uint submissionMask;
    private readonly uint* completionHead;
    private readonly uint* completionTail;
    private readonly uint completionMask;
    private readonly byte* completions;
    private uint tail;
    private uint added;

    private SubmissionRing(int descriptor, uint* setup, nint rings, nuint ringsLength, nint submissions, nuint submissionsLength)
    {
        this.descriptor = descriptor;
        this.rings = rings;
        this.ringsLength = ringsLength;
        this.submissions = submissions;
        this.submissionsLength = submissionsLength;
        var start = (byte*)rings;
        submissionTail = (uint*)(start + setup[Setup.SubmissionTail]);
        submissionMask = *(uint*)(start + setup[Setup.SubmissionMask]);
        completionHead = (uint*)(start + setup[Setup.CompletionHead]);
        completionTail = (uint*)(start + setup[Setup.CompletionTail]);
        completionMask = *(uint*)(start + setup[Setup.CompletionMask]);
        completions = start + setup[Setup.CompletionEntries];
        tail = Volatile.Read(ref *submissionTail);

        // Places are used in the order in which they lie.
        var order = (uint*)(start + setup[Setup.SubmissionOrder]);
        for (uint index = 0; index < setup[Setup.Submissions]; index++)
        {
            order[index] = index;
        }
    }

    /// <summary>Null where the kernel has none, forbids it or is too old.</summary>
    /// <param name="entries">How many calls one submission may hold: a power of two.</param>
    public static SubmissionRing? TryCreate(int entries)
    {
        uint* setup = stackalloc uint[Setup.Length];
        new Span<uint>(setup, Setup.Length).Clear();
        int descriptor = (int)Kernel.CallSetUpRing(Kernel.SetUpRing, (uint)entries, setup);
        if (descriptor < 0)
        {
            return null;
        }

        nuint ringsLength = Math.Max(
            setup[Setup.SubmissionOrder] + (setup[Setup.Submissions] * sizeof(uint)),
            setup[Setup.CompletionEntries] + (setup[Setup.Completions] * Completion.Length));
        nuint submissionsLength = setup[Setup.Submissions] * Submission.Length;
        bool isFit = (setup[Setup.Features] & NeededFeatures) == NeededFeatures;
        nint rings = isFit ? Map(descriptor, ringsLength, RingsOffset) : NoMap;
        nint submissions = isFit ? Map(descriptor, submissionsLength, SubmissionsOffset) : NoMap;
        if (rings != NoMap && submissions != NoMap)
        {
            return new SubmissionRing(descriptor, setup, rings, ringsLength, submissions, submissionsLength);
        }

        Unmap(rings, ringsLength);
        Unmap(submissions, submissionsLength);
        _ = Kernel.Close(descriptor);
        return null;
    }

    /// <summary>Adds a send to the next submission. The bytes must lie still until then.</summary>
    /// <param name="socket">Where to.</param>
    /// <param name="bytes">What.</param>
    /// <param name="count">How many bytes.</param>
    /// <param name="number">What <see cref="Submit"/> will call it.</param>
    public void AddSend(int socket, byte* bytes, int count, int number)
    {
        byte* place = Add(SendOperation, socket, number);
        *(ulong*)(place + Submission.Address) = (ulong)bytes;
        *(uint*)(place + Submission.Count) = (uint)count;
        *(uint*)(place + Submission.Flags) = Kernel.NoSignal | Kernel.DoNotWait;
    }

    /// <summary>Adds the closing of a socket to the next submission.</summary>
    public void AddClose(int socket, int number) => Add(CloseOperation, socket, number);

    /// <summary>
    /// Makes the calls. False when the kernel refuses to take all of them, for want of memory: those without a result have not been made,
    /// and the ring must not be used again.
    /// </summary>
    /// <param name="results">For each number what the call returned: a count, or the error number below 0. What has no result keeps the
    /// value it had.</param>
    public bool Submit(Span<int> results)
    {
        Volatile.Write(ref *submissionTail, tail);
        uint wanted = added;
        uint taken = 0;
        uint ended = 0;
        added = 0;
        while (ended < wanted)
        {
            nint count = Kernel.CallEnterRing(Kernel.EnterRing, descriptor, wanted - taken, wanted - ended, Kernel.EnterAndWait, null, 0);
            if (count < 0 && Kernel.LastError != ErrorNumber.Interrupted)
            {
                return false;
            }

            taken += (uint)Math.Max(0, count);
            ended += Reap(results);
        }

        return true;
    }

    public void Close()
    {
        Unmap(rings, ringsLength);
        Unmap(submissions, submissionsLength);
        _ = Kernel.Close(descriptor);
    }

    private static nint Map(int descriptor, nuint length, nint offset)
        => Kernel.Map(0, length, Kernel.MapReadWrite, Kernel.MapSharedAndPopulated, descriptor, offset);

    private static void Unmap(nint address, nuint length)
    {
        if (address != NoMap)
        {
            _ = Kernel.Unmap(address, length);
        }
    }

    private byte* Add(byte operation, int socket, int number)
    {
        byte* place = (byte*)submissions + ((tail & submissionMask) * Submission.Length);
        new Span<byte>(place, Submission.Length).Clear();
        place[Submission.Operation] = operation;
        *(int*)(place + Submission.Descriptor) = socket;
        *(ulong*)(place + Submission.Number) = (ulong)number;
        tail++;
        added++;
        return place;
    }

    private uint Reap(Span<int> results)
    {
        uint head = *completionHead;
        uint end = Volatile.Read(ref *completionTail);
        uint count = end - head;
        for (; head != end; head++)
        {
            byte* completion = completions + ((head & completionMask) * Completion.Length);
            results[(int)*(ulong*)(completion + Completion.Number)] = *(int*)(completion + Completion.Result);
        }

        Volatile.Write(ref *completionHead, head);
        return count;
    }

    /// <summary>Where the numbers of struct io_uring_params lie, in units of four bytes.</summary>
    private static class Setup
    {
        public const int Length = 30;
        public const int Submissions = 0;
        public const int Completions = 1;
        public const int Features = 5;
        public const int SubmissionTail = 11;
        public const int SubmissionMask = 12;
        public const int SubmissionOrder = 16;
        public const int CompletionHead = 20;
        public const int CompletionTail = 21;
        public const int CompletionMask = 22;
        public const int CompletionEntries = 25;
    }

    /// <summary>Where the fields of struct io_uring_sqe that a send uses lie, in bytes.</summary>
    private static class Submission
    {
        public const int Length = 64;
        public const int Operation = 0;
        public const int Descriptor = 4;
        public const int Address = 16;
        public const int Count = 24;
        public const int Flags = 28;
        public const int Number = 32;
    }

    /// <summary>Where the fields of struct io_uring_cqe lie, in bytes.</summary>
    private static class Completion
    {
        public const int Length = 16;
        public const int Number = 0;
        public const int Result = 8;
    }
}
