using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Proximity.Wires.Linux;

/// <summary>The events that one wait brings. Their layout is packed on x86-64 alone (epoll_ctl(2)).</summary>
internal sealed unsafe class EpollEvents(int capacity)
{
    private static readonly int Size = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int TokenOffset = Size - sizeof(long);

    private byte* memory = (byte*)NativeMemory.AllocZeroed((nuint)(capacity * Size));

    public static bool Add(int epoll, int descriptor, uint interest, long token)
        => Control(epoll, Kernel.EpollAdd, descriptor, interest, token);

    public static bool Modify(int epoll, int descriptor, uint interest, long token)
        => Control(epoll, Kernel.EpollModify, descriptor, interest, token);

    public static void Remove(int epoll, int descriptor) => Control(epoll, Kernel.EpollRemove, descriptor, 0, 0);

    /// <summary>How many there are; below 0 when the wait was interrupted.</summary>
    public int Wait(int epoll, int milliseconds) => Kernel.WaitEpoll(epoll, memory, capacity, milliseconds);

    public uint Bits(int index) => Unsafe.ReadUnaligned<uint>(memory + (index * Size));

    public long Token(int index) => Unsafe.ReadUnaligned<long>(memory + (index * Size) + TokenOffset);

    public void Free()
    {
        NativeMemory.Free(memory);
        memory = null;
    }

    private static bool Control(int epoll, int operation, int descriptor, uint interest, long token)
    {
        byte* one = stackalloc byte[16];
        Unsafe.WriteUnaligned(one, interest);
        Unsafe.WriteUnaligned(one + TokenOffset, token);
        return Kernel.ControlEpoll(epoll, operation, descriptor, one) == 0;
    }
}
