using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Framing;

/// <summary>Decides a message's framing from its head (RFC 9112 §6), or refuses it.</summary>
internal static class MessageFraming
{
    /// <summary>The framing of a request: null on success, else the fault (400 or 501).</summary>
    public static Fault? OfRequest(RequestHead head, out BodyFraming framing)
    {
        framing = BodyFraming.None;
        if (head.Has(FieldKind.TransferEncoding))
        {
            if (head.Has(FieldKind.ContentLength))
            {
                return head.Malformed("Content-Length and Transfer-Encoding together: two readers could see two ends (RFC 9112 §6.1).");
            }

            framing = BodyFraming.Chunked;
            return RefuseCodings(head);
        }

        return head.Has(FieldKind.ContentLength) ? ReadLength(head, out framing) : null;
    }

    /// <summary>The framing of a response to a request with this method: null on success, else the fault (502).</summary>
    public static Fault? OfResponse(ResponseHead head, MethodKind requestMethod, out BodyFraming framing)
    {
        framing = BodyFraming.None;
        if (head.Status is < 200 or 204 || (requestMethod == MethodKind.Connect && head.Status < 300))
        {
            return null;
        }

        Fault? fault = ReadDeclared(head, out BodyFraming declared);

        // There is no body, but what the response says of its length passes on: it must not be ambiguous (RFC 9112 §6.3).
        framing = requestMethod == MethodKind.Head || head.Status == 304 ? BodyFraming.None : declared;
        return fault;
    }

    /// <summary>What a response without a body, to HEAD or a 304, says that it would have; none when it says nothing, or nothing that could pass on.</summary>
    public static BodyFraming Declared(ResponseHead head)
        => ReadDeclared(head, out BodyFraming declared) is null && declared.Kind != BodyKind.UntilClose ? declared : BodyFraming.None;

    private static Fault? ReadDeclared(ResponseHead head, out BodyFraming framing)
    {
        if (head.Has(FieldKind.TransferEncoding))
        {
            framing = BodyFraming.Chunked;
            return RefuseCodings(head);
        }

        if (head.Has(FieldKind.ContentLength))
        {
            return ReadLength(head, out framing);
        }

        framing = BodyFraming.UntilClose;
        return null;
    }

    /// <summary>Null when the one coding is chunked, in HTTP/1.1.</summary>
    private static Fault? RefuseCodings(Head head)
    {
        if (head.VersionMinor == 0)
        {
            return head.Malformed("Transfer-Encoding in HTTP/1.0: its framing is faulty (RFC 9112 §6.1).");
        }

        int chunkedCount = 0;
        bool lastIsChunked = false;
        bool anyOther = false;
        foreach (ref readonly HeadField field in head.Fields)
        {
            if (field.Kind != FieldKind.TransferEncoding)
            {
                continue;
            }

            ReadOnlySpan<byte> list = head.Value(field);
            if (list.IsEmpty || list[^1] == ',')
            {
                return head.Malformed("Transfer-Encoding with an empty member (RFC 9112 §6.1).");
            }

            while (FieldSyntax.TryTakeMember(ref list, out ReadOnlySpan<byte> coding))
            {
                if (!FieldSyntax.IsToken(coding))
                {
                    return head.Malformed("A transfer coding is not a token (RFC 9112 §7).");
                }

                lastIsChunked = FieldSyntax.EqualsIgnoreCase(coding, "chunked"u8);
                chunkedCount += lastIsChunked ? 1 : 0;
                anyOther |= !lastIsChunked;
            }
        }

        if (!lastIsChunked)
        {
            return head.Malformed("The last transfer coding is not chunked: the end of the body is unknown (RFC 9112 §6.3).");
        }

        if (chunkedCount > 1)
        {
            return head.Malformed("Chunked is applied twice (RFC 9112 §6.1).");
        }

        if (anyOther)
        {
            return head is RequestHead
                ? new Fault(ErrorCodes.UnsupportedTransferCoding, FaultSide.Client, 501, "A transfer coding other than chunked (RFC 9112 §6.1).")
                : head.Malformed("A transfer coding that was not asked for (RFC 9112 §7).");
        }

        return null;
    }

    /// <summary>One field, digits only. A list of equal lengths may be taken for one (RFC 9112 §6.3); refusing it is the safer choice the same section allows.</summary>
    private static Fault? ReadLength(Head head, out BodyFraming framing)
    {
        framing = BodyFraming.None;
        if (head.Count(FieldKind.ContentLength) > 1)
        {
            return head.Malformed($"More than one Content-Length (RFC 9112 §6.3){LenientHint(head)}.");
        }

        head.TryFind(FieldKind.ContentLength, out HeadField field);
        ReadOnlySpan<byte> digits = head.Value(field);
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return head.Malformed($"Content-Length is not a decimal number (RFC 9110 §8.6){LenientHint(head)}.");
        }

        if (!long.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long length))
        {
            return head.Malformed("Content-Length is beyond every limit (RFC 9110 §8.6).");
        }

        framing = new BodyFraming(BodyKind.Length, length);
        return null;
    }

    /// <summary>Names the option that takes a response whose lengths are all the same.</summary>
    private static string LenientHint(Head head) => head is ResponseHead && AreAllEqual(head) ? " (option Strictness)" : "";

    private static bool AreAllEqual(Head head)
    {
        ReadOnlySpan<byte> first = default;
        foreach (ref readonly HeadField field in head.Fields)
        {
            if (field.Kind != FieldKind.ContentLength)
            {
                continue;
            }

            if (!ContentLengthList.TryReadOne(head.Value(field), out ReadOnlySpan<byte> digits) || !(first.IsEmpty || first.SequenceEqual(digits)))
            {
                return false;
            }

            first = digits;
        }

        return true;
    }
}
