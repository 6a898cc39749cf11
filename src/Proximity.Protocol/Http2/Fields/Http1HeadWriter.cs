using System.Diagnostics;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Http2.Fields;

/// <summary>
/// Makes an HTTP/1.1 head of well-formed fields. What is made is read again by the parser of HTTP/1.1, as strictly as what comes from a
/// wire: one field must not become two, and no byte may be read in two ways (RFC 9113 §10.3).
/// </summary>
internal static class Http1HeadWriter
{
    /// <summary>The limits of HTTP/1.1 do not hold for what came by HTTP/2.</summary>
    private static readonly HeadLimits NoLimits = new(int.MaxValue, int.MaxValue);

    /// <summary>
    /// Makes a request in origin form, in authority form for CONNECT; an extended CONNECT becomes a GET that asks for an upgrade (RFC
    /// 8441).
    /// </summary>
    /// <param name="fields">The fields.</param>
    /// <param name="outline">What <see cref="MessageRules"/> found in them.</param>
    /// <param name="form">What else the head says.</param>
    /// <param name="output">Where the bytes go; cleared before.</param>
    /// <param name="head">What they are parsed into.</param>
    public static Fault? MakeRequest(FieldList fields, in MessageOutline outline, in Http1Form form, ByteBuffer output, RequestHead head)
    {
        output.Clear();
        bool isTunnel = outline is { IsConnect: true, Protocol: < 0 };
        bool isUpgrade = outline.Protocol >= 0;
        int authority = outline.Authority >= 0 ? outline.Authority : outline.Host;
        output.Write(isUpgrade ? "GET"u8 : fields.Value(outline.Method));
        output.Write((byte)' ');
        output.Write(fields.Value(isTunnel ? authority : outline.Path));
        output.Write(" HTTP/1.1\r\n"u8);
        HeadWriter.WriteField("host"u8, fields.Value(authority), output);
        WriteFields(fields, leavesHostOut: true, output);
        if (isUpgrade)
        {
            WriteUpgrade(fields.Value(outline.Protocol), "sec-websocket-key"u8, form.WebSocketKey, output);
        }
        else if (form.HasBody && !isTunnel && outline.ContentLength < 0)
        {
            HeadWriter.WriteField("transfer-encoding"u8, "chunked"u8, output);
        }

        output.Write("\r\n"u8);
        int scanned = 0;
        return JudgeParts(fields, form, head) ?? Judge(HeadParser.ParseRequest(output.Span, NoLimits, head, ref scanned), head, output);
    }

    /// <summary>Makes a response; one that agrees to an extended CONNECT becomes a 101.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="outline">What <see cref="MessageRules"/> found in them.</param>
    /// <param name="form">What else the head says.</param>
    /// <param name="output">Where the bytes go; cleared before.</param>
    /// <param name="head">What they are parsed into.</param>
    public static Fault? MakeResponse(FieldList fields, in MessageOutline outline, in Http1Form form, ByteBuffer output, ResponseHead head)
    {
        output.Clear();
        bool isSwitch = !form.SwitchesTo.IsEmpty;
        output.Write("HTTP/1.1 "u8);
        HeadWriter.WriteNumber(isSwitch ? 101 : outline.Status, output);
        output.Write((byte)' ');
        output.Write(form.Reason);
        output.Write("\r\n"u8);
        WriteFields(fields, leavesHostOut: false, output);
        if (isSwitch)
        {
            WriteUpgrade(form.SwitchesTo, "sec-websocket-accept"u8, form.WebSocketKey, output);
        }
        else if (form.HasBody && !outline.IsInterim && outline.ContentLength < 0)
        {
            HeadWriter.WriteField("transfer-encoding"u8, "chunked"u8, output);
        }

        output.Write("\r\n"u8);
        int scanned = 0;
        return JudgeParts(fields, form, head) ?? Judge(HeadParser.ParseResponse(output.Span, NoLimits, head, ref scanned), head, output);
    }

    /// <summary>Appends trailers as field lines, without those that never pass on (RFC 9110 §6.5.1).</summary>
    public static void WriteTrailers(FieldList fields, ByteBuffer output)
    {
        for (int index = 0; index < fields.Count; index++)
        {
            Debug.Assert(fields.Traits(index) is { Flaw: FieldFlaw.None, IsPseudo: false }, "trailers are written that are malformed");
            if (!ForbiddenTrailers.Contains(fields.Name(index)))
            {
                HeadWriter.WriteField(fields.Name(index), fields.Value(index), output);
            }
        }
    }

    /// <summary>
    /// The fields in their order; a request's Host stands before them, and crumbs of Cookie are one field (RFC 9113 §8.2.3).
    /// </summary>
    private static void WriteFields(FieldList fields, bool leavesHostOut, ByteBuffer output)
    {
        bool hasCookie = false;
        for (int index = 0; index < fields.Count; index++)
        {
            FieldTraits traits = fields.Traits(index);
            if (traits.IsPseudo || (leavesHostOut && traits.Kind == Http2FieldKind.Host))
            {
                continue;
            }

            if (traits.Kind != Http2FieldKind.Cookie)
            {
                HeadWriter.WriteField(fields.Name(index), fields.Value(index), output);
            }
            else if (!hasCookie)
            {
                hasCookie = true;
                WriteCookie(fields, index, output);
            }
        }
    }

    private static void WriteCookie(FieldList fields, int first, ByteBuffer output)
    {
        output.Write("cookie: "u8);
        output.Write(fields.Value(first));
        for (int index = first + 1; index < fields.Count; index++)
        {
            if (fields.Traits(index).Kind == Http2FieldKind.Cookie)
            {
                output.Write("; "u8);
                output.Write(fields.Value(index));
            }
        }

        output.Write("\r\n"u8);
    }

    private static void WriteUpgrade(ReadOnlySpan<byte> protocol, ReadOnlySpan<byte> keyName, ReadOnlySpan<byte> key, ByteBuffer output)
    {
        HeadWriter.WriteField("connection"u8, "upgrade"u8, output);
        HeadWriter.WriteField("upgrade"u8, protocol, output);
        if (!key.IsEmpty)
        {
            HeadWriter.WriteField(keyName, key, output);
        }
    }

    /// <summary>A line end in a value would make a second field, and the parser would take both.</summary>
    private static Fault? JudgeParts(FieldList fields, in Http1Form form, Head head)
    {
        if (!FieldSyntax.IsFieldValue(form.Reason)
            || !FieldSyntax.IsFieldValue(form.SwitchesTo)
            || !FieldSyntax.IsFieldValue(form.WebSocketKey))
        {
            return head.Malformed("A reason phrase or a part of an upgrade holds a control byte (RFC 9112 §4).");
        }

        for (int index = 0; index < fields.Count; index++)
        {
            if (fields.Traits(index).Flaw != FieldFlaw.None)
            {
                return head.Malformed("A field is malformed (RFC 9113 §8.2).");
            }
        }

        return null;
    }

    private static Fault? Judge(ParseResult result, Head head, ByteBuffer written) => result.State switch
    {
        ParseState.Fault => result.Fault,
        ParseState.Done when result.Consumed == written.Length => null,
        _ => head.Malformed("HTTP/1.1 would read the head in another way than HTTP/2 (RFC 9113 §10.3)."),
    };
}
