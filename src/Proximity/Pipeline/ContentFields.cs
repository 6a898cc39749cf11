using System.Buffers;
using Proximity.Content;
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
    /// <param name="keepsCoding">True when the new content gets the same codings.</param>
    public static void Mend(HeaderCollection fields, Body body, bool keepsCoding)
    {
        foreach (string name in Untrue)
        {
            fields.Remove(name);
        }

        if (fields["ETag"] is { } tag && !tag.StartsWith("W/", StringComparison.Ordinal))
        {
            fields.Remove("ETag");
        }

        if (!keepsCoding)
        {
            fields.Remove("Content-Encoding");
        }

        if (body.ContentType is { } type)
        {
            fields["Content-Type"] = type;
        }
    }

    /// <summary>Puts codings on content.</summary>
    public static ReadOnlyMemory<byte> Encode(ContentChain codings, ReadOnlyMemory<byte> content)
    {
        var output = new ArrayBufferWriter<byte>();
        using IContentEncoder encoder = codings.CreateEncoder();
        ReadOnlySpan<byte> rest = content.Span;
        ContentStatus status;
        do
        {
            status = encoder.Process(rest, output.GetSpan(), isLast: true, out int consumed, out int written);
            rest = rest[consumed..];
            output.Advance(written);
        }
        while (status == ContentStatus.DestinationFull);

        return output.WrittenMemory;
    }
}
