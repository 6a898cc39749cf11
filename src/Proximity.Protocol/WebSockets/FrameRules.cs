namespace Proximity.Protocol.WebSockets;

/// <summary>What a frame's header may say, and when (RFC 6455 §5).</summary>
internal static class FrameRules
{
    private const int MaxControlBytes = 125;

    /// <param name="frame">The header.</param>
    /// <param name="settings">What is known of its direction.</param>
    /// <param name="isInMessage">True when a message has begun and not ended.</param>
    /// <param name="isClosed">True behind a close frame.</param>
    public static FrameProblems Judge(in FrameHeader frame, in MessageReaderSettings settings, bool isInMessage, bool isClosed)
    {
        FrameProblems problems = FrameProblems.None;
        problems |= isClosed ? FrameProblems.AfterClose : FrameProblems.None;
        problems |= frame.IsShortest ? FrameProblems.None : FrameProblems.LengthNotShortest;
        if (settings.IsFromClient != frame.MaskKey.HasValue)
        {
            problems |= settings.IsFromClient ? FrameProblems.Unmasked : FrameProblems.Masked;
        }

        if (!settings.IsOpaque)
        {
            problems |= JudgeReserved(frame, settings.Deflate is not null);
        }

        return problems | (frame.Opcode.IsControl() ? JudgeControl(frame) : JudgeOrder(frame, isInMessage));
    }

    private static FrameProblems JudgeReserved(in FrameHeader frame, bool mayBeCompressed)
    {
        FrameProblems problems = frame.Opcode.IsReserved() ? FrameProblems.ReservedOpcode : FrameProblems.None;

        // RSV1 marks a compressed message on its first frame and means nothing elsewhere (RFC 7692 §6.1).
        bool isFirst = frame.Opcode is Opcode.Text or Opcode.Binary;
        int allowed = mayBeCompressed && isFirst ? FrameHeader.Compressed : 0;
        return (frame.ReservedBits & ~allowed) != 0 ? problems | FrameProblems.ReservedBits : problems;
    }

    private static FrameProblems JudgeControl(in FrameHeader frame)
        => (frame.IsFinal ? FrameProblems.None : FrameProblems.FragmentedControl) | (frame.Length <= MaxControlBytes ? FrameProblems.None : FrameProblems.LongControl);

    private static FrameProblems JudgeOrder(in FrameHeader frame, bool isInMessage) => frame.Opcode switch
    {
        Opcode.Continuation when !isInMessage => FrameProblems.LostContinuation,
        Opcode.Text or Opcode.Binary when isInMessage => FrameProblems.UnfinishedMessage,
        _ => FrameProblems.None,
    };
}
