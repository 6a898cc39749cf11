namespace Proximity.Timing;

/// <summary>Whose time runs out.</summary>
internal interface IDeadlineOwner
{
    /// <summary>Asked by the clock at each look, under its lock: true when the deadline counts as passed though time remains. Must only compute.</summary>
    /// <param name="now">Milliseconds of the clock.</param>
    bool IsOverdue(long now) => false;

    /// <summary>
    /// Called on the clock's thread when nothing moved for the whole time-out, and again at each tick while nothing moves. Must not block:
    /// it cancels or aborts what the owner waits for, and the owner itself draws the conclusion.
    /// </summary>
    void OnDeadline();
}
