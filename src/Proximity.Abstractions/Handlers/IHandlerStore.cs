namespace Proximity;

/// <summary>Where a collection of handlers is kept.</summary>
internal interface IHandlerStore
{
    /// <summary>The present ones, and the callbacks and interceptors around them.</summary>
    HandlerSet Present { get; }

    /// <summary>Puts another set in its place, one change after the other.</summary>
    /// <param name="change">Makes the new set of the present one.</param>
    void Change(Func<HandlerSet, HandlerSet> change);
}
