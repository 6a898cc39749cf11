using Proximity.Flows;

namespace Proximity;

/// <summary>
/// One exchange, as handlers see it. Made anew for each; valid until the first handler's task has completed. Not thread-safe.
/// </summary>
public abstract class ExchangeContext
{
    private Dictionary<string, object?>? items;

    internal ExchangeContext()
    {
    }

    /// <summary>The request. What is changed in it before <c>next</c> is called goes out; later changes have no effect.</summary>
    public abstract ExchangeRequest Request { get; }

    /// <summary>
    /// The response, once <c>next</c> has completed: the origin's or a handler's. What is changed in it goes to the client.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is none, see <see cref="HasResponse"/>.</exception>
    public abstract ExchangeResponse Response { get; }

    /// <summary>
    /// True when there is a response. After <c>next</c> it is false when the origin could not be reached, or a handler behind broke the
    /// exchange off (<see cref="ErrorCode"/>).
    /// </summary>
    public abstract bool HasResponse { get; }

    /// <summary>Why there is no response: a code of docs/errors.md. Null before, and when there is one.</summary>
    public abstract string? ErrorCode { get; }

    /// <summary>The client that sent the request.</summary>
    public abstract ClientSocket Client { get; }

    /// <summary>The <c>host:port</c> of the CONNECT in whose tunnel the exchange takes place; null outside of one.</summary>
    public abstract string? Tunnel { get; }

    /// <summary>The record of the exchange; null with recording off.</summary>
    public abstract Flow? Flow { get; }

    /// <summary>
    /// Cancelled when the client leaves while the exchange is under way, or the proxy stops at once: nobody waits for the result any more.
    /// What is registered with it runs on the thread pool.
    /// </summary>
    public abstract CancellationToken ClientLeft { get; }

    /// <summary>The messages that pass, where the exchange has any.</summary>
    /// <exception cref="InvalidOperationException">The handler did not state <see cref="HandlerNeeds.Messages"/>.</exception>
    public abstract ExchangeMessages Messages { get; }

    /// <summary>
    /// What becomes of the tunnel of a CONNECT that goes on: opened, or relayed untouched, whatever the options for interception say. Null
    /// leaves it to them. Without effect where interception is off, and for other requests.
    /// </summary>
    public TunnelVerdict? TunnelChoice { get; set; }

    /// <summary>Anything that handlers want to tell one another about this exchange.</summary>
    public IDictionary<string, object?> Items => items ??= new Dictionary<string, object?>(StringComparer.Ordinal);
}
