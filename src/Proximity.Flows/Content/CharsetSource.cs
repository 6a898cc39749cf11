namespace Proximity.Content;

/// <summary>Where a text's charset was found.</summary>
public enum CharsetSource
{
    /// <summary>The body begins with a byte order mark.</summary>
    ByteOrderMark,

    /// <summary>The media type is always UTF-8, as JSON is.</summary>
    MediaType,

    /// <summary>The charset parameter of <c>Content-Type</c>.</summary>
    ContentType,

    /// <summary>The body's XML declaration.</summary>
    XmlDeclaration,

    /// <summary>A <c>meta</c> element at the beginning of the body.</summary>
    HtmlMeta,

    /// <summary>Nothing says it, and the body is valid UTF-8.</summary>
    Utf8,

    /// <summary>Nothing says it, and the body is not valid UTF-8: Latin-1, in which every byte is a character.</summary>
    Fallback,
}
