namespace Proximity;

/// <summary>How the proxy's sockets are waited for. What goes over the wire is the same.</summary>
public enum Transport
{
    /// <summary>
    /// Event loops where they run, else the portable sockets. Where several connections have something short to send at a time, it is
    /// sent in one system call, by io_uring(7), on kernels that offer it (Linux 5.17) and allow it.
    /// </summary>
    Automatic,

    /// <summary>The sockets of .NET, on every system.</summary>
    Sockets,

    /// <summary>
    /// Event loops of the proxy's own over epoll(7), one thread for each core, without io_uring. On Linux, x86-64 and AArch64; elsewhere
    /// the start fails with <c>server_socket_create_failed</c>.
    /// </summary>
    Epoll,
}
