namespace Proximity.Content.Deflate;

/// <summary>An encoder over one of the base library's streams for deflated data.</summary>
/// <param name="open">Makes the stream, which writes into the one given.</param>
/// <param name="ofNothing">What an empty body is coded as; the streams write nothing then.</param>
internal sealed class StreamEncoder(Func<Stream, Stream> open, byte[] ofNothing) : IContentEncoder
{
    /// <summary>So much is given to the stream before its output is taken; it keeps some 100 KiB of its own at most.</summary>
    private const int PieceBytes = 8 * 1024;

    private readonly PendingStream output = new();
    private Stream? stream;
    private bool isFlushed = true;
    private bool isEnded;

    public string? Problem => null;

    public ContentStatus Process(ReadOnlySpan<byte> source, Span<byte> destination, bool isLast, out int consumed, out int written)
    {
        consumed = 0;
        written = output.Take(destination);
        while (output.IsEmpty)
        {
            if (consumed < source.Length && !isEnded)
            {
                ReadOnlySpan<byte> piece = source.Slice(consumed, Math.Min(PieceBytes, source.Length - consumed));
                stream ??= open(output);
                stream.Write(piece);
                consumed += piece.Length;
                isFlushed = false;
            }
            else if (!isLast || isEnded)
            {
                return isEnded ? ContentStatus.Done : ContentStatus.NeedMore;
            }
            else
            {
                End();
            }

            written += output.Take(destination[written..]);
        }

        return ContentStatus.DestinationFull;
    }

    public ContentStatus Flush(Span<byte> destination, out int written)
    {
        if (!isFlushed && !isEnded)
        {
            stream?.Flush();
            isFlushed = true;
        }

        written = output.Take(destination);
        return output.IsEmpty ? ContentStatus.NeedMore : ContentStatus.DestinationFull;
    }

    public void Dispose()
    {
        stream?.Dispose();
        output.Dispose();
    }

    private void End()
    {
        if (stream is null)
        {
            output.Write(ofNothing);
        }

        stream?.Dispose();
        isEnded = true;
    }
}
