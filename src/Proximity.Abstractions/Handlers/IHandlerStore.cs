namespace Proximity;

/// <summary>Where a collection of handlers is kept.</summary>
internal interface IHandlerStore
{
    /// <summary>The present ones, in order. The array is never changed.</summary>
    HandlerEntry[] Entries { get; }

    /// <summary>Puts another array in its place, one change after the other.</summary>
    /// <param name="change">Makes the new array of the present one.</param>
    void Change(Func<HandlerEntry[], HandlerEntry[]> change);
}
