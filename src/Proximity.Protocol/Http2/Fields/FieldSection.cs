namespace Proximity.Protocol.Http2.Fields;

/// <summary>What a list of fields is (RFC 9113 §8.1).</summary>
internal enum FieldSection : byte
{
    Request,

    /// <summary>The head of a response, interim or final.</summary>
    Response,
    Trailers,
}
