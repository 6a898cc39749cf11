namespace Proximity.Timing;

/// <summary>Whose time runs out.</summary>
internal interface IDeadlineOwner
{
    /// <summary>
    /// How long nothing may move just now, zero or less for ever; null for the time that the deadline was made with. Asked at each look,
    /// under the clock's lock: must only compute.
    /// </summary>
    TimeSpan? PresentTimeout => null;

    /// <summary>
    /// Asked by the clock at each look, under its lock: true when the deadline counts as passed though time remains. Must only compute.
    /// </summary>
    /// <param name="now">Milliseconds of the clock.</param>
    /// <param name="isResting">True while the deadline rests: then the answer only has to take note of the time.</param>
    bool IsOverdue(long now, bool isResting) => false;

    /// <summary>
    /// Has the action run soon, where the owner's own work is done. Called on the clock's thread, on which nothing else may wait: it must
    /// neither block nor run what may.
    /// </summary>
    void Post(Action action) => ThreadPool.UnsafeQueueUserWorkItem(static run => run(), action, preferLocal: false);

    /// <summary>
    /// Posted when nothing moved for the whole time-out, and again, once it has returned, at each tick while nothing moves:
    /// it cancels or aborts what the owner waits for, and the owner itself draws the conclusion.
    /// </summary>
    void OnDeadline();
}
