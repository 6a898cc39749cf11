namespace Proximity.Content;

/// <summary>
/// Puts a content coding on one body. Its statuses are <see cref="ContentStatus.NeedMore"/>, <see cref="ContentStatus.DestinationFull"/>
/// and <see cref="ContentStatus.Done"/>.
/// </summary>
public interface IContentEncoder : IContentTransform
{
    /// <summary>
    /// Writes what was kept back for better compression, so that a receiver can decode everything up to here; for event streams. It costs
    /// some bytes each time.
    /// </summary>
    /// <param name="destination">Where output goes; at least one byte.</param>
    /// <param name="written">How many bytes stand at the front of the destination.</param>
    /// <returns>
    /// <see cref="ContentStatus.DestinationFull"/> when the call is to be repeated before anything else,
    /// <see cref="ContentStatus.NeedMore"/> when all was written.
    /// </returns>
    ContentStatus Flush(Span<byte> destination, out int written);
}
