namespace Proximity.Stores;

/// <summary>Brings what comes into a queue into a store.</summary>
internal interface IFlowDelivery
{
    /// <summary>Runs until the queue has ended and is empty, or the feeder gives up. Does not fail.</summary>
    Task RunAsync();

    /// <summary>
    /// Keeps what is left where a later run finds it, if there is such a place, and closes that. Nothing is delivered then.
    /// </summary>
    void KeepRest();

    /// <summary>Its part of the counters.</summary>
    FlowStoreCounters AddTo(FlowStoreCounters counters);
}
