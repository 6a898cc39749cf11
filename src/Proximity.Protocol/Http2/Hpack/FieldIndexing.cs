namespace Proximity.Protocol.Http2.Hpack;

/// <summary>How a field is sent (RFC 7541 §6.2).</summary>
internal enum FieldIndexing : byte
{
    /// <summary>It enters the dynamic table, to be one byte the next time.</summary>
    Indexed,

    /// <summary>It would push others out of the table and not come again.</summary>
    Literal,

    /// <summary>A credential: no hop may put it into a table (RFC 7541 §7.1.3).</summary>
    Never,
}
