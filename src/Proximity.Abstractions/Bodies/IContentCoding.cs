using System.IO.Compression;

namespace Proximity.Content;

/// <summary>A content coding (RFC 9110 §8.4.1). Implementations are stateless and can be used by many threads.</summary>
public interface IContentCoding
{
    /// <summary>The registered name, as it is written into <c>Content-Encoding</c>; read in any case.</summary>
    string Name { get; }

    /// <summary>Other names that mean the same when read, such as <c>x-gzip</c>; empty when there are none.</summary>
    IReadOnlyList<string> Aliases { get; }

    /// <summary>A decoder for one body; the caller disposes it.</summary>
    IContentDecoder CreateDecoder();

    /// <summary>An encoder for one body; the caller disposes it.</summary>
    /// <param name="level">Time against size; codings without levels ignore it.</param>
    IContentEncoder CreateEncoder(CompressionLevel level);
}
