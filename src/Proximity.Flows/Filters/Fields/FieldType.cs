namespace Proximity.Filters.Fields;

/// <summary>What values a field has, and what <c>:</c> means for it.</summary>
internal enum FieldType
{
    /// <summary>Text that is searched: <c>:</c> looks for a part.</summary>
    Text,

    /// <summary>A word: <c>:</c> compares the whole without case.</summary>
    Word,

    /// <summary>A host: <c>:</c> takes it and its sub-domains, or a glob by label.</summary>
    Host,

    /// <summary>A path or URL: <c>:</c> looks for a part, or matches the whole with a glob.</summary>
    Path,

    /// <summary>An IP address: <c>:</c> takes it or a CIDR range.</summary>
    Address,

    /// <summary>A kind of content, one of a fixed set of words.</summary>
    ContentKind,

    /// <summary>A status, or a class such as <c>5xx</c>.</summary>
    Status,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A number of bytes, with a unit.</summary>
    Size,

    /// <summary>A duration, with a unit; whole microseconds.</summary>
    Duration,

    /// <summary>A moment; whole microseconds.</summary>
    Time,
}
