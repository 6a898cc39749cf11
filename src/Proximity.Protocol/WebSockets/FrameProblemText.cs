namespace Proximity.Protocol.WebSockets;

/// <summary>Problems in words, and the status code that answers them.</summary>
internal static class FrameProblemText
{
    private static readonly (FrameProblems Problem, string Text)[] Sentences =
    [
        (FrameProblems.ReservedBits, "A reserved bit is set that no extension gives a meaning to (RFC 6455 §5.2)."),
        (FrameProblems.ReservedOpcode, "A frame has a reserved opcode (RFC 6455 §5.2)."),
        (FrameProblems.Unmasked, "A frame of the client is not masked (RFC 6455 §5.1)."),
        (FrameProblems.Masked, "A frame of the origin is masked (RFC 6455 §5.1)."),
        (FrameProblems.FragmentedControl, "A control frame is fragmented (RFC 6455 §5.5)."),
        (FrameProblems.LongControl, "A control frame has more than 125 bytes (RFC 6455 §5.5)."),
        (FrameProblems.LengthNotShortest, "A length is not written in its shortest form (RFC 6455 §5.2)."),
        (FrameProblems.LengthTooLarge, "A length has its highest bit set (RFC 6455 §5.2); what follows cannot be read."),
        (FrameProblems.LostContinuation, "A continuation frame continues no message (RFC 6455 §5.4)."),
        (FrameProblems.UnfinishedMessage, "A message begins before the one before it has ended (RFC 6455 §5.4)."),
        (FrameProblems.InvalidText, "A text is not UTF-8 (RFC 6455 §8.1)."),
        (FrameProblems.InvalidClose, "A close frame has no valid code and reason (RFC 6455 §5.5.1 and §7.4)."),
        (FrameProblems.AfterClose, "A frame follows the close frame (RFC 6455 §5.5.1)."),
        (FrameProblems.InvalidDeflate, "A compressed message cannot be inflated (RFC 7692 §7.2.2); no further one of this direction is."),
        (FrameProblems.InflatesTooFar, "Messages inflate to more than 16 MiB and 64 times their size; no further one of this direction is inflated."),
    ];

    /// <summary>A sentence for each problem.</summary>
    public static IEnumerable<string> Sentence(FrameProblems problems) => Sentences.Where(sentence => problems.HasFlag(sentence.Problem)).Select(sentence => sentence.Text);

    /// <summary>The status code of the close frame that answers it (RFC 6455 §7.4.1).</summary>
    public static int CloseCodeFor(FrameProblems problems)
        => (problems & ~(FrameProblems.InvalidText | FrameProblems.InvalidDeflate)) == FrameProblems.None ? CloseStatus.InvalidPayload : CloseStatus.ProtocolError;
}
