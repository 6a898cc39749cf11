using Proximity.Flows;

namespace Proximity.Pipeline;

/// <summary>What changing a message's content makes untrue in its head, and what forbids changing it (docs/bodies.md).</summary>
internal static class ContentFields
{
    /// <summary>They describe the bytes that were there (RFC 9530, RFC 3230, RFC 1864; RFC 9110 §14.3), or fields behind them.</summary>
    private static readonly string[] Untrue = ["Content-MD5", "Digest", "Content-Digest", "Repr-Digest", "Accept-Ranges", "Trailer"];

    /// <summary>Why the content must stay as it is; null when it may be changed.</summary>
    public static string? WhyFixed(HeaderCollection fields, int? status)
    {
        if (status == 206 || fields.Contains("Content-Range"))
        {
            return "The message has a part of a content only (Content-Range, RFC 9110 §14.4).";
        }

        bool isFixed = fields.GetValues("Cache-Control")
            .SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries))
            .Any(directive => directive.Equals("no-transform", StringComparison.OrdinalIgnoreCase));
        return isFixed ? "The message says that its content must not be changed (Cache-Control: no-transform, RFC 9110 §7.7)." : null;
    }

    /// <summary>
    /// Drops what is not true of other content. A weak ETag stays: it says that contents mean the same (RFC 9110 §8.8.1).
    /// </summary>
    /// <param name="fields">The message's fields.</param>
    /// <param name="body">The other content.</param>
    /// <param name="contentEncoding">The values of Content-Encoding that go with it; empty for none.</param>
    public static void Mend(HeaderCollection fields, Body body, IReadOnlyList<string> contentEncoding)
    {
        foreach (string name in Untrue)
        {
            fields.Remove(name);
        }

        if (fields["ETag"] is { } tag && !tag.StartsWith("W/", StringComparison.Ordinal))
        {
            fields.Remove("ETag");
        }

        SetCodings(fields, contentEncoding);
        if (body.ContentType is { } type)
        {
            fields["Content-Type"] = type;
        }
    }

    /// <summary>
    /// The same where user code makes other content as it passes. Trailers stay behind it, and so does the field that announces them.
    /// </summary>
    public static void MendStreamed(HeaderCollection fields, IReadOnlyList<string> contentEncoding)
    {
        IReadOnlyList<string> announced = fields.GetValues("Trailer");
        Mend(fields, Body.Empty, contentEncoding);
        foreach (string value in announced)
        {
            fields.Add("Trailer", value);
        }
    }

    /// <summary>Makes Content-Encoding say which codings the content has; it stays as it is where it says so.</summary>
    public static void SetCodings(HeaderCollection fields, IReadOnlyList<string> contentEncoding)
    {
        if (fields.GetValues(BodyCoding.FieldName).SequenceEqual(contentEncoding))
        {
            return;
        }

        fields.Remove(BodyCoding.FieldName);
        foreach (string value in contentEncoding)
        {
            fields.Add(BodyCoding.FieldName, value);
        }
    }
}
