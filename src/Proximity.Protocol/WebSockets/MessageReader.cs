using System.Diagnostics;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.WebSockets;

/// <summary>
/// Reads the frames of one direction, in pieces cut anywhere, and puts messages together (RFC 6455 §5): unmasked, inflated, and checked. It never refuses: what breaks a
/// rule is reported by <see cref="TakeProblems"/> and read on as well as it can be, because the peers judge. Not thread-safe.
/// <para>Between frames the state is a message's, or none; within one it is the header's bytes, then the payload's rest. Control frames leave the message alone.</para>
/// </summary>
internal sealed class MessageReader(BufferPool pool, MessageReaderSettings settings) : IDisposable
{
    private const int MaxControlBytes = 125;

    private readonly byte[] headerBytes = new byte[FrameHeader.MaxBytes];
    private readonly byte[] control = new byte[MaxControlBytes];
    private readonly MessageContent content = new(pool, settings);
    private FrameProblems problems;
    private FrameProblems untold;
    private FrameHeader frame;
    private int headerLength;
    private int controlLength;
    private long remaining;
    private bool isInFrame;
    private bool isPayloadSkipped;
    private bool isClosed;
    private bool hasStopped;

    /// <summary>What the message is that has ended, or is under way.</summary>
    public Opcode MessageOpcode { get; private set; }

    /// <summary>True between a message's first frame and its end.</summary>
    public bool IsInMessage { get; private set; }

    /// <summary>What a message says: its beginning, up to the bytes that are kept. Valid from its end to the next read.</summary>
    public ReadOnlySpan<byte> Payload => content.Kept;

    /// <summary>How long the message is so far, inflated if it was compressed.</summary>
    public long Length => content.Length;

    /// <summary>True when the message's first frame said that it is compressed.</summary>
    public bool IsCompressed => content.IsCompressed;

    /// <summary>True when the payload is as it came, because it could not be inflated or its meaning is unknown.</summary>
    public bool IsEncoded => content.IsEncoded;

    /// <summary>What the control frame is that has ended.</summary>
    public Opcode ControlOpcode { get; private set; }

    /// <summary>What it says. Valid from its end to the next read.</summary>
    public ReadOnlySpan<byte> ControlPayload => control.AsSpan(0, controlLength);

    /// <summary>The problems that are new since the last call; each is told once.</summary>
    public FrameProblems TakeProblems()
    {
        Note(content.Problems);
        FrameProblems told = untold;
        untold = FrameProblems.None;
        return told;
    }

    /// <summary>Reads up to the next end of a frame.</summary>
    /// <param name="bytes">What came, from the first byte not consumed before.</param>
    /// <param name="consumed">How many were read; all of them unless a frame has ended.</param>
    public MessageStep Read(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = 0;
        while (consumed < bytes.Length && !hasStopped)
        {
            if (!isInFrame && !TakeHeader(bytes, ref consumed))
            {
                return hasStopped ? MessageStep.Unreadable : MessageStep.NeedMore;
            }

            ReadOnlySpan<byte> piece = bytes.Slice(consumed, (int)Math.Min(remaining, bytes.Length - consumed));
            TakePayload(piece);
            consumed += piece.Length;
            remaining -= piece.Length;
            if (IsTooLong)
            {
                hasStopped = true;
                return MessageStep.TooLong;
            }

            if (remaining == 0)
            {
                isInFrame = false;
                return EndFrame();
            }
        }

        return MessageStep.NeedMore;
    }

    /// <summary>The payload of the message that has ended is needed no more: while nothing comes, nothing is held of it.</summary>
    public void Forget() => content.Forget();

    /// <summary>Gives back what is held.</summary>
    public void Dispose() => content.Dispose();

    private bool IsTooLong => settings.StopsBeyond && content.Length > settings.KeptBytes;

    private void Note(FrameProblems found)
    {
        untold |= found & ~problems;
        problems |= found;
    }

    /// <summary>False when the header is not whole, or cannot be read.</summary>
    private bool TakeHeader(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        ReadOnlySpan<byte> rest = bytes[consumed..];
        ParseState state = ParseState.NeedMore;
        if (headerLength == 0)
        {
            state = FrameHeader.Read(rest, out frame, out int whole);
            consumed += whole;
        }

        while (state == ParseState.NeedMore && consumed < bytes.Length)
        {
            headerBytes[headerLength++] = bytes[consumed++];
            state = FrameHeader.Read(headerBytes.AsSpan(0, headerLength), out frame, out _);
        }

        if (state == ParseState.NeedMore)
        {
            return false;
        }

        headerLength = 0;
        if (state == ParseState.Fault)
        {
            Note(FrameProblems.LengthTooLarge);
            hasStopped = true;
            return false;
        }

        isInFrame = true;
        remaining = frame.Length;
        BeginFrame();
        return true;
    }

    private void BeginFrame()
    {
        Note(FrameRules.Judge(frame, settings, IsInMessage, isClosed));
        isPayloadSkipped = frame.Opcode.IsReserved();
        if (frame.Opcode.IsControl())
        {
            controlLength = 0;
        }
        else if (frame.Opcode is Opcode.Text or Opcode.Binary)
        {
            MessageOpcode = frame.Opcode;
            IsInMessage = true;
            content.Begin(isText: frame.Opcode == Opcode.Text, isCompressed: settings.Deflate is not null && frame.ReservedBits == FrameHeader.Compressed);
        }
        else
        {
            isPayloadSkipped |= !IsInMessage;
        }
    }

    private void TakePayload(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty || isPayloadSkipped)
        {
            return;
        }

        long offset = frame.Length - remaining;
        if (!frame.Opcode.IsControl())
        {
            content.Add(piece, frame.MaskKey, offset);
            return;
        }

        int kept = Math.Min(piece.Length, MaxControlBytes - controlLength);
        FrameMask.Apply(piece[..kept], control.AsSpan(controlLength), frame.MaskKey ?? 0, offset);
        controlLength += kept;
    }

    private MessageStep EndFrame()
    {
        if (isPayloadSkipped)
        {
            return MessageStep.Frame;
        }

        if (frame.Opcode.IsControl())
        {
            ControlOpcode = frame.Opcode;
            if (frame.Opcode == Opcode.Close)
            {
                isClosed = true;
                Note(CloseStatus.IsValid(ControlPayload) ? FrameProblems.None : FrameProblems.InvalidClose);
            }

            return MessageStep.Control;
        }

        if (!frame.IsFinal)
        {
            return MessageStep.Frame;
        }

        IsInMessage = false;
        content.End();
        Debug.Assert(settings.StopsBeyond || content.Kept.Length <= settings.KeptBytes, "more is kept than was asked for");
        return IsTooLong ? Stop() : MessageStep.Message;
    }

    /// <summary>The last bytes inflated to more than a message may have.</summary>
    private MessageStep Stop()
    {
        hasStopped = true;
        return MessageStep.TooLong;
    }
}
