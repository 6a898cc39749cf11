namespace Proximity.Stores;

/// <summary>What is asked of a store. Every answer is one page of it.</summary>
public sealed record FlowQuery
{
    /// <summary>The most flows of a page.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Which flows; null for all.</summary>
    public IFlowFilter? Filter { get; init; }

    /// <summary>In which order. Default the newest first.</summary>
    public FlowSort Sort { get; init; } = FlowSort.NewestFirst;

    /// <summary>
    /// Where to go on: <see cref="FlowPage.Next"/> of a page of the same query. Null begins anew. Flows that were taken or went meanwhile
    /// do not make others come twice or be passed over.
    /// </summary>
    public string? Cursor { get; init; }

    /// <summary>The most flows of the page, 1 to <see cref="MaxLimit"/>. Default 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1 or more than <see cref="MaxLimit"/>.</exception>
    public int Limit
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxLimit);
            field = value;
        }
    }

    = 100;

    /// <summary>
    /// After how long the page is given as it is then, be it empty; it goes on at its cursor. At least one flow is looked at each time, so
    /// that zero comes to an end too. Default 250 ms. Sorting by anything but the sequence looks at all flows first, whatever it takes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public TimeSpan Budget
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    }

    = TimeSpan.FromMilliseconds(250);

    /// <summary>True to get the bytes of bodies too. Default false.</summary>
    public bool WithBodies { get; init; }
}
