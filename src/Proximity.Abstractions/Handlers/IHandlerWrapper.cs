namespace Proximity;

/// <summary>A handler around another one, by whose name errors and flows know it.</summary>
internal interface IHandlerWrapper
{
    /// <summary>The one that does the work.</summary>
    IExchangeHandler Inner { get; }
}
