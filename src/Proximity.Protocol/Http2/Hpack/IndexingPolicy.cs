namespace Proximity.Protocol.Http2.Hpack;

/// <summary>
/// Which fields enter our dynamic tables. Left out are those that differ from message to message, which would flush a table of 4 KiB, and
/// all credentials: clients share connections to origins, and by the length of what is sent one of them could guess another's (RFC 7541
/// §7.1).
/// </summary>
internal static class IndexingPolicy
{
    /// <param name="name">The field's name in lower case.</param>
    public static FieldIndexing Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 when name.SequenceEqual("age"u8) => FieldIndexing.Literal,
        4 when name.SequenceEqual("etag"u8) => FieldIndexing.Literal,
        5 when name.SequenceEqual(":path"u8) || name.SequenceEqual("range"u8) => FieldIndexing.Literal,
        6 when name.SequenceEqual("cookie"u8) => FieldIndexing.Literal,
        7 when name.SequenceEqual("expires"u8) => FieldIndexing.Literal,
        8 when name.SequenceEqual("location"u8) || name.SequenceEqual("if-range"u8) => FieldIndexing.Literal,
        10 when name.SequenceEqual("set-cookie"u8) => FieldIndexing.Literal,
        13 when name.SequenceEqual("authorization"u8) => FieldIndexing.Never,
        13 when name.SequenceEqual("last-modified"u8) || name.SequenceEqual("if-none-match"u8) => FieldIndexing.Literal,
        13 when name.SequenceEqual("content-range"u8) => FieldIndexing.Literal,
        14 when name.SequenceEqual("content-length"u8) => FieldIndexing.Literal,
        16 when name.SequenceEqual("content-location"u8) => FieldIndexing.Literal,
        17 when name.SequenceEqual("if-modified-since"u8) => FieldIndexing.Literal,
        19 when name.SequenceEqual("proxy-authorization"u8) => FieldIndexing.Never,
        _ => FieldIndexing.Indexed,
    };
}
