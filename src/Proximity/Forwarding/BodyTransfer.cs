using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Recording;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>One body's way.</summary>
/// <param name="Source">Where it is read.</param>
/// <param name="Sink">Where it goes.</param>
/// <param name="Decoder">Used when the framing is chunked.</param>
/// <param name="Framing">How it is framed at the source.</param>
/// <param name="KeepChunked">True to send a chunked body chunked, false to send its payload bare.</param>
/// <param name="Head">The head of the message whose body it is.</param>
/// <param name="MalformedCode">The code when the chunked coding is not valid.</param>
/// <param name="MayEndBehind">True when the last bytes need only be taken over by the sink (<see cref="Wire.QueueWriteAsync"/>): it stays open, and is read from next.</param>
internal readonly record struct BodyTransfer(
    InputBuffer Source,
    Wire Sink,
    ChunkedDecoder Decoder,
    BodyFraming Framing,
    bool KeepChunked,
    Head Head,
    string MalformedCode,
    bool MayEndBehind)
{
    /// <summary>How it is recorded as it passes; the default value for not at all.</summary>
    public BodyRecording Recording { get; init; }

    /// <summary>Records the messages in it; null when there are none.</summary>
    public MessageTap? Messages { get; init; }

    /// <summary>User code that makes other content of it; null when it passes as it is.</summary>
    public TransformPlan? Transform { get; init; }
}
