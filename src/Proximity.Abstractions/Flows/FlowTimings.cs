namespace Proximity.Flows;

/// <summary>Where an exchange's time went. A phase that did not happen, such as a name look-up on a pooled connection, is zero.</summary>
/// <param name="Dns">Resolving the target's name.</param>
/// <param name="Connect">Connecting to the origin, or to and through the upstream proxy.</param>
/// <param name="Send">Writing the request head to the origin.</param>
/// <param name="Wait">From the request head sent to the first byte of the final response head.</param>
/// <param name="Receive">From the response head to the last response byte.</param>
public readonly record struct FlowTimings(TimeSpan Dns, TimeSpan Connect, TimeSpan Send, TimeSpan Wait, TimeSpan Receive);
