namespace Proximity;

/// <summary>
/// User code on exchanges. It sees the request before it is sent, decides what becomes of it, and may look at the response before it goes
/// to the client. One handler serves many exchanges at a time.
/// </summary>
public interface IExchangeHandler
{
    /// <summary>
    /// The most that <see cref="HandleAsync"/> will ask for. It is read when the handler is added. Default: both bodies, which costs
    /// nothing until one is asked for. Asking for more than was stated throws an <see cref="InvalidOperationException"/> that names the
    /// need.
    /// </summary>
    HandlerNeeds Needs => HandlerNeeds.Bodies;

    /// <summary>Handles one exchange. It may take any time; what the proxy waits for meanwhile does not run out.</summary>
    /// <param name="exchange">The exchange; valid until the returned task completes.</param>
    /// <param name="next">
    /// Runs the handlers behind this one and sends the request; it completes when the head of a response is there, the origin's or a
    /// handler's. To be called once at most, and awaited.
    /// </param>
    /// <returns>
    /// What becomes of the exchange. <see cref="Verdict.Continue"/> and <see cref="Verdict.RouteTo"/> without a call of
    /// <paramref name="next"/> do what it does. What is thrown is reported as <c>handler_failed</c>, and the exchange goes on as if the
    /// handler had not been there.
    /// </returns>
#pragma warning disable CA1716 // What every pipeline of .NET calls the rest of it; it is a keyword of Visual Basic only.
    ValueTask<Verdict> HandleAsync(ExchangeContext exchange, ExchangeDelegate next);
#pragma warning restore CA1716
}
