namespace Proximity.Filters.Matching;

/// <summary>What a moment counts from.</summary>
internal enum TimeAnchor
{
    /// <summary>1970, UTC.</summary>
    Epoch,

    /// <summary>The clock as it is when the question is asked.</summary>
    Now,

    /// <summary>The last midnight of the clock's zone.</summary>
    Today,
}
