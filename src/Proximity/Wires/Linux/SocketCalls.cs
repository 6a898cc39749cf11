using System.Net;

namespace Proximity.Wires.Linux;

/// <summary>What an event loop's wires ask of a socket, and set on it.</summary>
internal static unsafe class SocketCalls
{
    /// <summary>Writes go out at once, short ones too.</summary>
    public static void DoNotDelay(int socket) => SetOption(socket, Kernel.Tcp, Kernel.NoDelay, 1);

    /// <summary>
    /// After 15 seconds without a byte, every 15 seconds; four questions without an answer break the connection (tcp(7)).
    /// </summary>
    public static void KeepAlive(int socket)
    {
        const int Seconds = 15;
        const int Questions = 4;
        SetOption(socket, Kernel.Tcp, Kernel.KeepIdle, Seconds);
        SetOption(socket, Kernel.Tcp, Kernel.KeepInterval, Seconds);
        SetOption(socket, Kernel.Tcp, Kernel.KeepCount, Questions);
        SetOption(socket, Kernel.SocketLevel, Kernel.KeepAlive, 1);
    }

    public static void ResetOnClose(int socket)
    {
        // On, and no time to linger: closing sends a reset (socket(7)).
        long resetOnClose = 1;
        _ = Kernel.SetOption(socket, Kernel.SocketLevel, Kernel.Linger, &resetOnClose, sizeof(long));
    }

    /// <summary>The error that the socket has met, 0 for none.</summary>
    public static int TakeError(int socket)
    {
        int error = 0;
        uint length = sizeof(int);
        return Kernel.GetOption(socket, Kernel.SocketLevel, Kernel.SocketError, &error, &length) == 0 ? error : Kernel.LastError;
    }

    public static IPEndPoint? LocalEndPoint(int socket)
    {
        byte* address = stackalloc byte[SocketAddressBytes.MaxLength];
        uint length = SocketAddressBytes.MaxLength;
        return Kernel.GetLocalAddress(socket, address, &length) == 0 ? SocketAddressBytes.Read(address) : null;
    }

    private static void SetOption(int socket, int level, int option, int value)
        => _ = Kernel.SetOption(socket, level, option, &value, sizeof(int));
}
