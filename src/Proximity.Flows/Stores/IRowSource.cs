namespace Proximity.Stores;

/// <summary>Flows in memory, as a query looks at them: a few at a time, so that no lock is held for long.</summary>
internal interface IRowSource
{
    /// <summary>The next flows behind a number, or before it; empty at the end.</summary>
    /// <param name="position">The number, which is not among them.</param>
    /// <param name="isDescending">True for those before it, the highest first.</param>
    StoredFlow[] Take(long position, bool isDescending);

    /// <summary>All flows in their order.</summary>
    StoredFlow[] TakeAll();

    /// <summary>How many flows there are.</summary>
    int Count();
}
