using Proximity.Protocol.Heads;
using Proximity.Protocol.Http2.Hpack;

namespace Proximity.Protocol.Http2.Fields;

/// <summary>
/// What is known of a field by its bytes alone. Entries of HPACK tables keep it, so that a repeated field is judged once.
/// </summary>
/// <param name="Kind">Which field it is.</param>
/// <param name="Flaw">What is wrong with it.</param>
/// <param name="Indexing">How we send it.</param>
internal readonly record struct FieldTraits(Http2FieldKind Kind, FieldFlaw Flaw, FieldIndexing Indexing)
{
    public bool IsPseudo => Kind >= Http2FieldKind.UnknownPseudo;

    public static FieldTraits Of(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Http2FieldKind kind = KindOf(name);
        return new FieldTraits(kind, FlawOf(name, value, kind), IndexingPolicy.Of(name));
    }

    private static Http2FieldKind KindOf(ReadOnlySpan<byte> name)
    {
        if (name is [(byte)':', ..])
        {
            return PseudoKindOf(name);
        }

        return name.Length switch
        {
            2 when name.SequenceEqual("te"u8) => Http2FieldKind.TE,
            4 when name.SequenceEqual("host"u8) => Http2FieldKind.Host,
            6 when name.SequenceEqual("cookie"u8) => Http2FieldKind.Cookie,
            7 when name.SequenceEqual("upgrade"u8) => Http2FieldKind.ConnectionSpecific,
            8 when name.SequenceEqual("priority"u8) => Http2FieldKind.Priority,
            10 when name.SequenceEqual("connection"u8) || name.SequenceEqual("keep-alive"u8) => Http2FieldKind.ConnectionSpecific,
            14 when name.SequenceEqual("content-length"u8) => Http2FieldKind.ContentLength,
            16 when name.SequenceEqual("proxy-connection"u8) => Http2FieldKind.ConnectionSpecific,
            17 when name.SequenceEqual("transfer-encoding"u8) => Http2FieldKind.ConnectionSpecific,
            _ => Http2FieldKind.Other,
        };
    }

    private static Http2FieldKind PseudoKindOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        5 when name.SequenceEqual(":path"u8) => Http2FieldKind.Path,
        7 when name.SequenceEqual(":method"u8) => Http2FieldKind.Method,
        7 when name.SequenceEqual(":scheme"u8) => Http2FieldKind.Scheme,
        7 when name.SequenceEqual(":status"u8) => Http2FieldKind.Status,
        9 when name.SequenceEqual(":protocol"u8) => Http2FieldKind.Protocol,
        10 when name.SequenceEqual(":authority"u8) => Http2FieldKind.Authority,
        _ => Http2FieldKind.UnknownPseudo,
    };

    /// <summary>
    /// RFC 9113 §8.2.1 asks for less: it forbids CR, LF and NUL in values, and capitals and some others in names. What RFC 9110 §5 forbids
    /// besides is refused in HTTP/1.1 too, and could not be passed on there.
    /// </summary>
    private static FieldFlaw FlawOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, Http2FieldKind kind)
    {
        bool isPseudo = kind >= Http2FieldKind.UnknownPseudo;
        if (!isPseudo && !IsLowerToken(name))
        {
            return FieldFlaw.Name;
        }

        if (!FieldSyntax.IsFieldValue(value))
        {
            return FieldFlaw.Value;
        }

        if (!value.IsEmpty && (FieldSyntax.IsWhiteSpace(value[0]) || FieldSyntax.IsWhiteSpace(value[^1])))
        {
            return FieldFlaw.SpaceAroundValue;
        }

        return kind switch
        {
            Http2FieldKind.ConnectionSpecific => FieldFlaw.ConnectionSpecific,
            Http2FieldKind.TE when !FieldSyntax.EqualsIgnoreCase(value, "trailers"u8) => FieldFlaw.TE,
            _ => FieldFlaw.None,
        };
    }

    private static bool IsLowerToken(ReadOnlySpan<byte> name)
        => FieldSyntax.IsToken(name) && !name.ContainsAnyInRange((byte)'A', (byte)'Z');
}
