using Proximity.Flows;

namespace Proximity.Stores;

/// <summary>A flow on its way into a store. A session and the flow's id in it are its identity: a store keeps one of each.</summary>
/// <param name="Flow">The flow. It has ended, but for one of a file that was written before.</param>
/// <param name="Session">
/// The session in which its id was given: a UUID of version 7, new at each start of a proxy and each time its table was cleared.
/// </param>
/// <param name="ProxyName">The name of the proxy that recorded it; empty where it has none.</param>
public sealed record FlowRecord(FlowSnapshot Flow, Guid Session, string ProxyName = "")
{
    /// <summary>The flow.</summary>
    public FlowSnapshot Flow { get; init; } = Flow ?? throw new ArgumentNullException(nameof(Flow));

    /// <summary>The name of the proxy that recorded it; empty where it has none.</summary>
    public string ProxyName { get; init; } = ProxyName ?? throw new ArgumentNullException(nameof(ProxyName));

    /// <summary>
    /// What is written on it from the start; default nothing. A store that has annotations takes it in the same step as the flow, so that
    /// no flow is there without it. It does not change what is written on a flow that is there already. A store without annotations leaves
    /// it out.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A tag or the comment is not what an annotation may have (<see cref="FlowAnnotationChange"/>).
    /// </exception>
    public FlowAnnotation Annotation { get; init => field = Checked(value); } = FlowAnnotation.None;

    private static FlowAnnotation Checked(FlowAnnotation annotation)
    {
        ArgumentNullException.ThrowIfNull(annotation);
        return annotation.IsEmpty
            ? FlowAnnotation.None
            : new FlowAnnotationChange { Mark = annotation.Mark, Comment = annotation.Comment, AddTags = annotation.Tags }
                .Apply(FlowAnnotation.None);
    }
}
