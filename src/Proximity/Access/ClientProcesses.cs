using System.ComponentModel;
using System.Net;

namespace Proximity.Access;

/// <summary>Looks up which program of this machine a client is: once a connection, on the thread pool, a few at a time.</summary>
/// <param name="table">What the system knows.</param>
/// <param name="timeProvider">The clock.</param>
#pragma warning disable CA1001 // The semaphore has no wait handle, and so nothing to dispose of.
internal sealed class ClientProcesses(IProcessTable table, TimeProvider timeProvider)
#pragma warning restore CA1001
{
    /// <summary>A client that cannot be found in this time stays unknown: requests wait for the answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Each look-up reads much from the system; more at once would only take turns.</summary>
    private readonly SemaphoreSlim running = new(2);

    /// <summary>The look-up of this system; null where nobody asks for it, or there is none.</summary>
    public static ClientProcesses? Create(bool isWanted, TimeProvider timeProvider)
    {
        IProcessTable? table = OperatingSystem.IsLinux() ? new LinuxProcessTable()
            : OperatingSystem.IsWindows() ? new WindowsProcessTable()
            : OperatingSystem.IsMacOS() ? new MacProcessTable()
            : null;
        return isWanted && table is not null ? new ClientProcesses(table, timeProvider) : null;
    }

    /// <summary>Finds the client's program, and puts it on the client.</summary>
    public async ValueTask FindAsync(ClientSocket client)
    {
        if (client is { IsLocal: true, RemoteEndPoint: { } own, LocalEndPoint: { } other })
        {
            try
            {
                client.Process = await FindAsync(Unmapped(own), Unmapped(other)).WaitAsync(Patience, timeProvider).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // The look-up goes on by itself, and its answer is nobody's.
            }
        }
    }

    private async Task<string?> FindAsync(IPEndPoint own, IPEndPoint other)
    {
        await running.WaitAsync().ConfigureAwait(false);
        try
        {
            return await Task.Run(() => table.Find(own, other)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Win32Exception
            or InvalidOperationException or DllNotFoundException or EntryPointNotFoundException)
        {
            // Programs end while they are looked at, and a sandbox may forbid the question.
            return null;
        }
        finally
        {
            running.Release();
        }
    }

    private static IPEndPoint Unmapped(IPEndPoint end)
        => end.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(end.Address.MapToIPv4(), end.Port) : end;
}
