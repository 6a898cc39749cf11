namespace Proximity;

/// <summary>A handler that is a single function.</summary>
internal sealed class LambdaHandler(Func<ExchangeContext, ExchangeDelegate, ValueTask<Verdict>> handle, HandlerNeeds needs)
    : IExchangeHandler
{
    public HandlerNeeds Needs => needs;

    public ValueTask<Verdict> HandleAsync(ExchangeContext exchange, ExchangeDelegate next) => handle(exchange, next);
}
