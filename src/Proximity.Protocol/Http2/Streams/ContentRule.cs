namespace Proximity.Protocol.Http2.Streams;

/// <summary>What the content of a response is to be, by the method that asked for it (RFC 9113 §8.1.1).</summary>
internal enum ContentRule : byte
{
    /// <summary>As long as <c>content-length</c> says, where it does.</summary>
    AsDeclared,

    /// <summary>None, whatever <c>content-length</c> says: the answer to HEAD.</summary>
    None,

    /// <summary>A tunnel's bytes once it is open: the answer to CONNECT.</summary>
    Tunnel,
}
