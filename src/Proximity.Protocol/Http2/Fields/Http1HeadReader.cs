using System.Diagnostics;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Http2.Fields;

/// <summary>
/// Makes fields of HTTP/2 of an HTTP/1.1 head: pseudo-fields for the start line and Host, names in lower case, and nothing about the
/// HTTP/1.1 connection (RFC 9113 §8.2.2). Lists are appended to.
/// </summary>
internal static class Http1HeadReader
{
    /// <summary>
    /// A request. With <see cref="RequestOutline.KeepUpgrade"/> it becomes an extended CONNECT (RFC 8441 §4), which the peer must have
    /// allowed.
    /// </summary>
    /// <param name="head">The head.</param>
    /// <param name="outline">What changes on the way; its target is the path, or host and port for CONNECT.</param>
    /// <param name="scheme">What <c>:scheme</c> says.</param>
    /// <param name="fields">Where the fields go.</param>
    public static void ReadRequest(RequestHead head, in RequestOutline outline, ReadOnlySpan<byte> scheme, FieldList fields)
    {
        bool isUpgrade = outline.KeepUpgrade && head.Has(FieldKind.Upgrade);
        bool isTunnel = head.MethodKind == MethodKind.Connect;
        fields.Add(":method"u8, isUpgrade ? "CONNECT"u8 : head.Method);
        if (isUpgrade)
        {
            bool isFound = head.TryFind(FieldKind.Upgrade, out HeadField upgrade);
            Debug.Assert(isFound, "a head that has a field has one to find");
            fields.Add(":protocol"u8, head.Value(upgrade));
        }

        if (!isTunnel)
        {
            fields.Add(":scheme"u8, scheme);
        }

        fields.Add(":authority"u8, isTunnel ? outline.Target : outline.Host);
        if (!isTunnel)
        {
            fields.Add(":path"u8, outline.Target);
        }

        AddFields(head, outline.Framing, new Dropped(outline.DropExpect, isUpgrade), fields);
        if (head.ListContains(FieldKind.TE, "trailers"u8))
        {
            fields.Add("te"u8, "trailers"u8);
        }

        ReadLines(outline.ForwardedLines, fields);
        AddUnlessEmpty("proxy-authorization"u8, outline.ProxyAuthorization, fields);
        AddUnlessEmpty("via"u8, outline.Via, fields);
    }

    /// <summary>
    /// A response. With <see cref="ResponseOutline.KeepUpgrade"/> a 101 becomes the 200 that answers an extended CONNECT.
    /// </summary>
    public static void ReadResponse(ResponseHead head, in ResponseOutline outline, FieldList fields)
    {
        Span<byte> status = stackalloc byte[3];
        bool isSwitch = outline.KeepUpgrade && head.Status == 101;
        bool isFormatted = (isSwitch ? 200 : head.Status).TryFormat(status, out _);
        Debug.Assert(isFormatted, "a status has three digits");
        fields.Add(":status"u8, status);
        BodyFraming framing = outline.KeepDeclaredFraming ? MessageFraming.Declared(head) : outline.Framing;
        AddFields(head, framing, new Dropped(Expect: false, isSwitch), fields);
        if (outline.Date is { } date && !Has(fields, "date"u8))
        {
            fields.Add("date"u8, date);
        }

        AddUnlessEmpty("via"u8, outline.Via, fields);
    }

    /// <summary>Field lines, each with its CRLF: trailers, or fields that are added to a head.</summary>
    public static void ReadLines(ReadOnlySpan<byte> lines, FieldList fields)
    {
        int start = 0;
        while (start < lines.Length)
        {
            int length = lines[start..].IndexOf("\r\n"u8);
            string? problem = FieldLine.Read(lines, start, start + length, allowSpaceBeforeColon: false, out HeadField field);
            Debug.Assert(problem is null, "lines were judged before they came here");
            fields.AddLowered(lines.Slice(field.NameStart, field.NameLength), lines.Slice(field.ValueStart, field.ValueLength));
            start += length + 2;
        }
    }

    private static void AddFields(Head head, BodyFraming framing, Dropped dropped, FieldList fields)
    {
        var hopByHop = new HopByHop(head);
        bool hasLength = framing.Kind != BodyKind.Length;
        foreach (ref readonly HeadField field in head.Fields)
        {
            switch (field.Kind)
            {
                case FieldKind.ContentLength when !hasLength:
                    hasLength = true;
                    AddNumber("content-length"u8, framing.Length, fields);
                    break;
                case FieldKind.ContentLength or FieldKind.TransferEncoding:
                case FieldKind.Host when head is RequestHead:
                case FieldKind.Expect when dropped.Expect:
                    break;
                case FieldKind.MaxForwards when MaxForwards.Counts(head):
                    bool isNumber = MaxForwards.TryParse(head.Value(field), out long remaining);
                    Debug.Assert(isNumber && remaining > 0, "a request that may go no further was answered");
                    AddNumber("max-forwards"u8, Math.Max(0, remaining - 1), fields);
                    break;
                default:
                    if (!hopByHop.Drops(field) && !(dropped.Handshake && IsOfHandshake(head.Name(field))))
                    {
                        fields.AddLowered(head.Name(field), head.Value(field));
                    }

                    break;
            }
        }

        if (!hasLength)
        {
            AddNumber("content-length"u8, framing.Length, fields);
        }
    }

    /// <summary>Nonce and answer of a WebSocket handshake, which HTTP/2 does without (RFC 8441 §5).</summary>
    private static bool IsOfHandshake(ReadOnlySpan<byte> name)
        => FieldSyntax.EqualsIgnoreCase(name, "sec-websocket-key"u8) || FieldSyntax.EqualsIgnoreCase(name, "sec-websocket-accept"u8);

    private static void AddNumber(ReadOnlySpan<byte> name, long number, FieldList fields)
    {
        Span<byte> digits = stackalloc byte[20];
        bool isFormatted = number.TryFormat(digits, out int count);
        Debug.Assert(isFormatted, "twenty digits hold every long");
        fields.Add(name, digits[..count]);
    }

    private static void AddUnlessEmpty(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, FieldList fields)
    {
        if (!value.IsEmpty)
        {
            fields.Add(name, value);
        }
    }

    private static bool Has(FieldList fields, ReadOnlySpan<byte> name)
    {
        for (int index = 0; index < fields.Count; index++)
        {
            if (fields.Name(index).SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is left out besides what ends at every proxy.</summary>
    private readonly record struct Dropped(bool Expect, bool Handshake);
}
