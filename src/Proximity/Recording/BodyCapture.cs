using Proximity.Flows;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;

namespace Proximity.Recording;

/// <summary>What flows keep of bodies.</summary>
/// <param name="maxBodyBytes">How much of each; null to leave bodies alone.</param>
internal sealed class BodyCapture(int? maxBodyBytes)
{
    public bool IsOn => maxBodyBytes is not null;

    /// <summary>How a body that is about to pass is recorded; the default value when it is not.</summary>
    /// <param name="flow">Its flow.</param>
    /// <param name="side">Whose body it is.</param>
    /// <param name="head">Its head.</param>
    /// <param name="framing">How it is framed.</param>
    public BodyRecording Order(Flow flow, BodySide side, Head head, BodyFraming framing) => maxBodyBytes is { } most
        ? new BodyRecording(flow, side, CodingNames.Of(head), most, framing.Kind == BodyKind.Length ? framing.Length : -1)
        : default;

    /// <summary>What is kept of a body that is at hand as a whole.</summary>
    /// <param name="body">The body.</param>
    /// <param name="codings">The content codings on it.</param>
    public FlowBody Keep(ReadOnlySpan<byte> body, IReadOnlyList<string> codings) => maxBodyBytes switch
    {
        null => FlowBody.Off,
        0 => new FlowBody(FlowBodyState.NotKept, [], body.Length) { NotKept = NotKeptReason.Limit, ContentCodings = codings },
        { } most => new FlowBody(
            most < body.Length ? FlowBodyState.Truncated : FlowBodyState.Complete,
            body[..Math.Min(most, body.Length)].ToArray(),
            body.Length)
        {
            ContentCodings = codings,
        },
    };
}
