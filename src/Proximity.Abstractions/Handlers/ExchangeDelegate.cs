namespace Proximity;

/// <summary>The rest of the pipeline, as a handler calls it.</summary>
/// <param name="exchange">The exchange that the handler was called with.</param>
/// <returns>What the handlers behind decided; <see cref="Verdict.Continue"/> when the origin answers, or could not be reached.</returns>
#pragma warning disable CA1711 // It is a delegate, and known by this name from the web frameworks of .NET.
public delegate ValueTask<Verdict> ExchangeDelegate(ExchangeContext exchange);
#pragma warning restore CA1711
