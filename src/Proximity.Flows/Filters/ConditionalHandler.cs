namespace Proximity.Filters;

/// <summary>
/// A handler that runs where a filter holds. The request's head is asked first; what it leaves open is asked again when the response's head
/// is there.
/// </summary>
internal sealed class ConditionalHandler(IExchangeHandler inner, Filter filter) : IExchangeHandler, IHandlerWrapper
{
    public HandlerNeeds Needs => inner.Needs;

    public IExchangeHandler Inner => inner;

    public ValueTask<Verdict> HandleAsync(ExchangeContext exchange, ExchangeDelegate next) => filter.Evaluate(exchange) switch
    {
        true => inner.HandleAsync(exchange, next),
        false => next(exchange),
        null => HandleLaterAsync(exchange, next),
    };

    private async ValueTask<Verdict> HandleLaterAsync(ExchangeContext exchange, ExchangeDelegate next)
    {
        Verdict verdict = await next(exchange).ConfigureAwait(false);
        return exchange.HasResponse && filter.Evaluate(exchange) is true
            ? await inner.HandleAsync(exchange, _ => ValueTask.FromResult(verdict)).ConfigureAwait(false)
            : verdict;
    }
}
