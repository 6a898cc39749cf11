namespace Proximity.Content;

/// <summary>
/// Codes or decodes one body piece by piece. Synchronous and without a socket, a stream or a task, so that it can be a step of any body's
/// way. Not thread-safe.
/// </summary>
public interface IContentTransform : IDisposable
{
    /// <summary>
    /// Why the last status was <see cref="ContentStatus.Truncated"/>, <see cref="ContentStatus.Invalid"/> or
    /// <see cref="ContentStatus.LimitExceeded"/>: an English sentence. Null before.
    /// </summary>
    string? Problem { get; }

    /// <summary>
    /// Takes source and writes what comes of it. Memory has a fixed bound, whatever the data says of its own lengths.
    /// </summary>
    /// <param name="source">The next bytes; may be empty.</param>
    /// <param name="destination">Where output goes; at least one byte, else nothing moves on.</param>
    /// <param name="isLast">
    /// True when the body ends with <paramref name="source"/>; stays true in the calls that repeat the rest of it.
    /// </param>
    /// <param name="consumed">How many bytes of the source were taken; all of them when more are needed.</param>
    /// <param name="written">How many bytes stand at the front of the destination, whatever the status.</param>
    /// <returns>
    /// <see cref="ContentStatus.NeedMore"/> only while <paramref name="isLast"/> is false, <see cref="ContentStatus.Done"/> and
    /// <see cref="ContentStatus.Truncated"/> only when it is true. Once it is one of the last four, every further call returns the same
    /// and does nothing.
    /// </returns>
    ContentStatus Process(ReadOnlySpan<byte> source, Span<byte> destination, bool isLast, out int consumed, out int written);
}
