namespace Proximity.Content;

/// <summary>
/// Takes a content coding off one body. Broken data is a status and never an exception. A body without a single byte is an empty body,
/// <see cref="ContentStatus.Done"/>: servers name codings for empty bodies, too.
/// </summary>
public interface IContentDecoder : IContentTransform
{
    /// <summary>
    /// True when bytes came behind the end of the coded data; they are taken and left out, as browsers do. Says so for sure once the
    /// status is <see cref="ContentStatus.Done"/> or <see cref="ContentStatus.Truncated"/>.
    /// </summary>
    bool HasTrailingBytes { get; }
}
