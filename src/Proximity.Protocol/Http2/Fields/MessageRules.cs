using System.Globalization;

namespace Proximity.Protocol.Http2.Fields;

/// <summary>
/// What makes a list of fields a well-formed head or trailer section (RFC 9113 §8.2, §8.3). What is not is a stream error, for whichever
/// side it came from (§8.1.1).
/// </summary>
internal static class MessageRules
{
    private const int StatusDigits = 3;

    /// <summary>Null when the list is right, else what is wrong with it.</summary>
    /// <param name="fields">The whole list; none that was cut at its limit.</param>
    /// <param name="section">What it is.</param>
    /// <param name="allowsProtocol">True when SETTINGS_ENABLE_CONNECT_PROTOCOL was sent: otherwise <c>:protocol</c> is unknown (RFC 8441
    /// §4).</param>
    /// <param name="outline">Where its parts are, when it is right.</param>
    public static string? Judge(FieldList fields, FieldSection section, bool allowsProtocol, out MessageOutline outline)
    {
        outline = new MessageOutline();
        bool isBehindPseudo = false;
        for (int index = 0; index < fields.Count; index++)
        {
            FieldTraits traits = fields.Traits(index);
            if (traits.Flaw != FieldFlaw.None)
            {
                return Describe(traits.Flaw);
            }

            if (traits.IsPseudo && isBehindPseudo)
            {
                return "A pseudo-field stands behind a field (RFC 9113 §8.3).";
            }

            isBehindPseudo = !traits.IsPseudo;
            string? problem = traits.IsPseudo
                ? TakePseudo(fields, index, section, allowsProtocol, ref outline)
                : TakeField(fields, index, section, ref outline);
            if (problem is not null)
            {
                return problem;
            }
        }

        return section switch
        {
            FieldSection.Request => RequestRules.Judge(fields, ref outline),
            FieldSection.Response when outline.Status == 0 => "A response has no :status (RFC 9113 §8.3.2).",
            FieldSection.Response when outline.Status == 101 => "The status 101 has no meaning in HTTP/2 (RFC 9113 §8.6).",
            _ => null,
        };
    }

    private static string Describe(FieldFlaw flaw) => flaw switch
    {
        FieldFlaw.Name => "A field name is empty, has a capital letter, or is not a token (RFC 9113 §8.2.1).",
        FieldFlaw.Value => "A field value holds a control byte (RFC 9113 §8.2.1, RFC 9110 §5.5).",
        FieldFlaw.SpaceAroundValue => "A field value begins or ends with white space (RFC 9113 §8.2.1).",
        FieldFlaw.ConnectionSpecific => "A field is about an HTTP/1.1 connection (RFC 9113 §8.2.2).",
        FieldFlaw.TE => "TE says something other than trailers (RFC 9113 §8.2.2).",
        _ => throw new ArgumentOutOfRangeException(nameof(flaw), flaw, null),
    };

    private static string? TakePseudo(FieldList fields, int index, FieldSection section, bool allowsProtocol, ref MessageOutline outline)
    {
        if (section == FieldSection.Trailers)
        {
            return "A pseudo-field stands in trailers (RFC 9113 §8.1).";
        }

        Http2FieldKind kind = fields.Traits(index).Kind;
        bool isOfResponse = kind == Http2FieldKind.Status;
        bool isUnknown = kind == Http2FieldKind.UnknownPseudo || (kind == Http2FieldKind.Protocol && !allowsProtocol);
        if (isUnknown || isOfResponse != (section == FieldSection.Response))
        {
            return "A pseudo-field is unknown, or not of this kind of message (RFC 9113 §8.3).";
        }

        if (isOfResponse)
        {
            return TakeStatus(fields.Value(index), ref outline);
        }

        int first = kind switch
        {
            Http2FieldKind.Method => outline.Method,
            Http2FieldKind.Scheme => outline.Scheme,
            Http2FieldKind.Authority => outline.Authority,
            Http2FieldKind.Path => outline.Path,
            _ => outline.Protocol,
        };
        outline = kind switch
        {
            Http2FieldKind.Method => outline with { Method = index },
            Http2FieldKind.Scheme => outline with { Scheme = index },
            Http2FieldKind.Authority => outline with { Authority = index },
            Http2FieldKind.Path => outline with { Path = index },
            _ => outline with { Protocol = index },
        };
        return first < 0 ? null : "A pseudo-field stands there twice (RFC 9113 §8.3).";
    }

    private static string? TakeStatus(ReadOnlySpan<byte> digits, ref MessageOutline outline)
    {
        bool isNumber = digits.Length == StatusDigits && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') && digits[0] != '0';
        if (outline.Status != 0 || !isNumber)
        {
            return "The :status stands there twice, or is not three digits from 100 (RFC 9113 §8.3.2).";
        }

        outline.Status = ((digits[0] - '0') * 100) + ((digits[1] - '0') * 10) + (digits[2] - '0');
        return null;
    }

    private static string? TakeField(FieldList fields, int index, FieldSection section, ref MessageOutline outline)
    {
        switch (fields.Traits(index).Kind)
        {
            case Http2FieldKind.ContentLength when section != FieldSection.Trailers:
                return TakeLength(fields.Value(index), ref outline);
            case Http2FieldKind.Host when section == FieldSection.Request:
                bool isSecond = outline.Host >= 0;
                outline.Host = index;
                return isSecond ? "More than one Host (RFC 9110 §7.2)." : null;
            case Http2FieldKind.Priority when section != FieldSection.Trailers:
                outline.Priority = index;
                return null;
            default:
                return null;
        }
    }

    /// <summary>One field, digits only, as for HTTP/1.1.</summary>
    private static string? TakeLength(ReadOnlySpan<byte> value, ref MessageOutline outline)
    {
        bool isNumber = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long length);
        if (outline.ContentLength >= 0 || !isNumber)
        {
            return "Content-Length stands there twice, or is not a decimal number (RFC 9113 §8.1.1, RFC 9110 §8.6).";
        }

        outline.ContentLength = length;
        return null;
    }
}
