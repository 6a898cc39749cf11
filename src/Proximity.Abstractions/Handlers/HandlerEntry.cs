namespace Proximity;

/// <summary>A handler in its place.</summary>
/// <param name="Name">What errors and flows call it.</param>
/// <param name="Needs">What it may ask for.</param>
/// <param name="Handler">The code.</param>
internal sealed record HandlerEntry(string Name, HandlerNeeds Needs, IExchangeHandler Handler);
