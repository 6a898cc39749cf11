using Proximity.Exchanges;
using Proximity.Wires;

namespace Proximity.Serving;

/// <summary>
/// Closes a connection whose client may still be sending. Closing with unread bytes makes the system send a reset, which can destroy the answer on its way; so our side
/// ends first, and what still comes is read and dropped for a bounded time and amount (RFC 9112 §9.6).
/// </summary>
internal static class LingeringClose
{
    private const int MaxBytes = 1024 * 1024;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    public static async ValueTask RunAsync(Exchange exchange, ExchangeServices services)
    {
        Wire client = exchange.Client;

        // The limit below is the only one: a time-out would end in a reset, which is what this is to avoid.
        exchange.Watchdog.Pause();
        client.ShutdownWrite();
        client.ResumeReads();
        exchange.Input.Release();
        byte[] buffer = services.Buffers.Rent(4096);
        using var limit = new CancellationTokenSource(MaxTime, services.TimeProvider);
        using CancellationTokenRegistration registration = limit.Token.UnsafeRegister(static state => ((Wire)state!).CancelReads(), client);
        try
        {
            long dropped = 0;
            WireResult read;
            do
            {
                read = await client.ReadAsync(buffer).ConfigureAwait(false);
                dropped += read.Count;
            }
            while (read.Count > 0 && dropped < MaxBytes);
        }
        finally
        {
            services.Buffers.Return(buffer);
        }
    }
}
