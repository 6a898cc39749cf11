using System.Net;
using System.Net.Sockets;

namespace Proximity.Wires;

/// <summary>
/// The system's name look-up. It blocks its thread and cannot be called off, so each look-up has a thread of its own instead of one from
/// the pool that everything else needs. Its task ends when the system is done; how many run at a time is bounded by its caller.
/// </summary>
internal sealed class NameResolver(Func<string, IPAddress[]> lookUp)
{
    /// <summary>The addresses of a name; a literal address is its own.</summary>
    public ValueTask<Resolution> ResolveAsync(string host)
        => IPAddress.TryParse(host, out IPAddress? literal)
            ? new ValueTask<Resolution>(new Resolution([literal], null))
            : LookUpAsync(host);

    private async ValueTask<Resolution> LookUpAsync(string host)
    {
        try
        {
            const TaskCreationOptions OwnThread = TaskCreationOptions.LongRunning;
            Task<IPAddress[]> running = Task.Factory.StartNew(() => lookUp(host), CancellationToken.None, OwnThread, TaskScheduler.Default);
            return new Resolution(await running.ConfigureAwait(false), null);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return new Resolution([], exception);
        }
    }
}
