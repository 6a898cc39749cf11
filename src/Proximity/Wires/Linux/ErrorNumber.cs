using System.Net.Sockets;

namespace Proximity.Wires.Linux;

/// <summary>The error numbers of Linux that mean something here, and what they are called elsewhere.</summary>
internal static class ErrorNumber
{
    public const int Interrupted = 4;
    public const int Again = 11;
    public const int BrokenPipe = 32;
    public const int ConnectionAborted = 103;
    public const int ConnectionReset = 104;
    public const int NoBufferSpace = 105;
    public const int NotConnected = 107;
    public const int TimedOut = 110;
    public const int InProgress = 115;

    /// <summary>The process has as many descriptors as it may have.</summary>
    public const int TooManyFiles = 24;

    private const int TableFull = 23;
    private const int ProtocolError = 71;

    /// <summary>A failed read or write. The exception is made, not thrown: it carries the system's text into the report.</summary>
    public static WireResult ToResult(int error) => WireResult.Failure(
        error is ConnectionReset or ConnectionAborted or BrokenPipe or NotConnected or TimedOut ? WireError.Reset : WireError.Failed,
        ToException(error));

    public static SocketException ToException(int error) => new((int)ToSocketError(error));

    /// <summary>True when a client that waited to be accepted is gone, which is no failure of the listener (accept(2)).</summary>
    public static bool IsOfVanishedClient(int error) => error is ConnectionAborted or ConnectionReset or ProtocolError or Interrupted;

    private static SocketError ToSocketError(int error) => error switch
    {
        1 or 13 => SocketError.AccessDenied,
        TableFull or TooManyFiles => SocketError.TooManyOpenSockets,
        BrokenPipe => SocketError.Shutdown,
        97 => SocketError.AddressFamilyNotSupported,
        98 => SocketError.AddressAlreadyInUse,
        99 => SocketError.AddressNotAvailable,
        100 => SocketError.NetworkDown,
        101 => SocketError.NetworkUnreachable,
        ConnectionAborted => SocketError.ConnectionAborted,
        ConnectionReset => SocketError.ConnectionReset,
        NoBufferSpace => SocketError.NoBufferSpaceAvailable,
        NotConnected => SocketError.NotConnected,
        TimedOut => SocketError.TimedOut,
        111 => SocketError.ConnectionRefused,
        112 => SocketError.HostDown,
        113 => SocketError.HostUnreachable,
        _ => SocketError.SocketError,
    };
}
