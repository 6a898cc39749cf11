using System.Buffers;
using Proximity.Content;
using Proximity.Flows;

namespace Proximity.Recording;

/// <summary>
/// A stage that reads a body and leaves it as it is: records its messages behind their writing, so that none is late for it. Of a body that
/// unfolds to far more than it is, no more are recorded. One body.
/// </summary>
/// <param name="cutter">Cuts the body.</param>
/// <param name="decoder">Takes the content codings off before; null for none.</param>
/// <param name="recorder">Where messages go.</param>
internal sealed class MessageTap(MessageCutter cutter, IContentDecoder? decoder, MessageRecorder recorder)
{
    private const int PieceBytes = 16 * 1024;

    /// <summary>How many bytes may come of one coded byte, beyond the first MiB: they are read on the connection's thread.</summary>
    private const int MaxRatio = 64;

    private long room = 1024 * 1024;
    private bool isBroken;

    /// <summary>These bytes have passed.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (decoder is null)
        {
            Cut(bytes);
            return;
        }

        room += (long)bytes.Length * MaxRatio;
        byte[] plain = ArrayPool<byte>.Shared.Rent(PieceBytes);
        ContentStatus status = isBroken ? ContentStatus.Invalid : ContentStatus.DestinationFull;
        while (status == ContentStatus.DestinationFull)
        {
            status = decoder.Process(bytes, plain, isLast: false, out int consumed, out int written);
            bytes = bytes[consumed..];
            Cut(plain.AsSpan(0, written));
            room -= written;
            status = room < 0 ? ContentStatus.LimitExceeded : status;
        }

        isBroken = status != ContentStatus.NeedMore;
        ArrayPool<byte>.Shared.Return(plain);
    }

    /// <summary>The body has ended, well or badly.</summary>
    public void End()
    {
        if (cutter.Finish() is { } cut)
        {
            recorder.Add(cut, MessageState.Passed);
        }

        cutter.Dispose();
        decoder?.Dispose();
    }

    private void Cut(ReadOnlySpan<byte> bytes)
    {
        while (cutter.Next(bytes, out int consumed) is { } cut)
        {
            bytes = bytes[consumed..];
            recorder.Add(cut, MessageState.Passed);
        }
    }
}
