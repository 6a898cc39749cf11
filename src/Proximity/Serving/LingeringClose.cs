using Proximity.Exchanges;
using Proximity.Timing;
using Proximity.Wires;

namespace Proximity.Serving;

/// <summary>
/// Closes a connection whose client may still be sending. Closing with unread bytes makes the system send a reset, which can destroy the answer on its way; so our side ends first, and
/// what still comes is read and dropped (RFC 9112 §9.6), until the client ends too. Many clients look for the answer only when their whole body is sent: what bounds it is time and silence, not
/// the number of bytes.
/// </summary>
internal sealed class LingeringClose : IDeadlineOwner
{
    /// <summary>A client that sends nothing for this long has nothing under way that could cost it the answer.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    /// <summary>However much it sends.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(30);

    private readonly Wire client;

    private LingeringClose(Wire client) => this.client = client;

    public static async ValueTask RunAsync(Exchange exchange, ExchangeServices services)
    {
        Wire client = exchange.Client;

        // The deadline below is the only one: a time-out would end in a reset, which is what this is to avoid.
        using Watchdog.Scope resting = exchange.Watchdog.Rest();
        client.ShutdownWrite();
        client.ResumeReads();
        exchange.Input.Release();
        Deadline deadline = services.Clock.Add(new LingeringClose(client), Silence);

        // A stream ends with RST_STREAM and NO_ERROR, which costs its client no answer (RFC 9113 §8.1): there is no need to wait for all.
        deadline.Limit(client.Http2Stream is null ? MaxTime : Silence);
        deadline.Touch();
        byte[] buffer = services.Buffers.Rent(16 * 1024);
        try
        {
            while ((await client.ReadAsync(buffer).ConfigureAwait(false)).Count > 0)
            {
                deadline.Touch();
            }
        }
        finally
        {
            deadline.Remove();
            services.Buffers.Return(buffer);
        }
    }

    public void OnDeadline() => client.CancelReads();
}
