namespace Proximity.Stores;

/// <summary>A store could not do what it was asked to.</summary>
public sealed class FlowStoreException : Exception
{
    /// <param name="problem">What is wrong.</param>
    /// <param name="message">A sentence for a person: what was done, and what came of it.</param>
    /// <param name="innerException">What it comes from; null when there is none.</param>
    public FlowStoreException(FlowStoreProblem problem, string message, Exception? innerException = null)
        : base(message, innerException) => Problem = problem;

    /// <summary>What is wrong.</summary>
    public FlowStoreProblem Problem { get; }

    /// <summary>True when the same may go well later.</summary>
    public bool MayPass => Problem is FlowStoreProblem.Unavailable or FlowStoreProblem.Full or FlowStoreProblem.Locked;
}
