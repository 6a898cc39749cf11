using System.Buffers;
using System.Text;
using Proximity.Protocol.Targets;

namespace Proximity.Masking;

/// <summary>
/// Masks in a target, in a field that holds URLs, and in a form: the user information, the values of parameters by their names, and what
/// looks like a secret in a segment or a value. A mark is percent-encoded, so that a URL stays one.
/// </summary>
internal static class UrlMask
{
    /// <summary>A value may be a URL with parameters of its own; deeper than this nobody means it.</summary>
    private const int MaxDepth = 3;

    private const int FewestRandomCharacters = 8;

    private static readonly SearchValues<char> Separators = SearchValues.Create("/?#&; <>\"");

    /// <summary>What ends the value of a parameter: a slash and a question mark may stand in one (RFC 3986 §3.4).</summary>
    private static readonly SearchValues<char> ValueEnds = SearchValues.Create("#&; <>\"");

    public static string Url(string url, MaskScope scope, string place) => Mask(url, scope, place, MaxDepth, isForm: false);

    /// <summary>A body of the type <c>application/x-www-form-urlencoded</c>, or what is like one.</summary>
    public static string Form(string form, MaskScope scope, string place) => Mask(form, scope, place, MaxDepth, isForm: true);

    /// <summary>True for a text that is parameters from end to end, whatever its type says.</summary>
    public static bool IsForm(string text)
        => text.Contains('=', StringComparison.Ordinal)
            && text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0
            && !text.AsSpan().ContainsAny("<>{}\"")
            && text.Split('&').All(part => part.IndexOf('=', StringComparison.Ordinal) > 0);

    private static string Mask(string url, MaskScope scope, string place, int depth, bool isForm)
    {
        var masked = new StringBuilder(url.Length);
        url = MaskLongShapes(isForm ? url : MaskUserInformation(url, scope, place), scope, place);
        int position = 0;
        bool isInQuery = isForm;
        string before = string.Empty;
        while (position < url.Length)
        {
            int length = url.AsSpan(position).IndexOfAny(Separators);
            int end = length < 0 ? url.Length : position + length;
            end = isInQuery && IsNamedSecret(url.AsSpan(position, end - position), scope) ? EndOfValue(url, position, isForm) : end;
            string piece = url[position..end];
            AppendPiece(masked, piece, isInQuery, new Piece(scope, place, depth) { Before = isInQuery ? string.Empty : before });
            before = piece;
            if (end < url.Length)
            {
                char separator = url[end];
                masked.Append(separator);
                isInQuery = (isInQuery && separator is not (' ' or '<' or '>' or '"')) || separator is '?' or '#';
                end++;
            }

            position = end;
        }

        return masked.ToString();
    }

    private static bool IsNamedSecret(ReadOnlySpan<char> piece, MaskScope scope)
        => piece.IndexOf('=') is > 0 and var equals && scope.Names.IsParameter(Decode(piece[..equals].ToString(), isForm: true));

    /// <summary>A form has its ampersands encoded, and may have everything else in a value.</summary>
    private static int EndOfValue(string url, int position, bool isForm)
    {
        int length = isForm ? url.AsSpan(position).IndexOf('&') : url.AsSpan(position).IndexOfAny(ValueEnds);
        return length < 0 ? url.Length : position + length;
    }

    /// <summary>Secrets that have separators in them, such as the URL of a webhook: in pieces they would not show.</summary>
    private static string MaskLongShapes(string text, MaskScope scope, string place)
    {
        foreach (Secret secret in (SecretShapes.Find(text) ?? []).AsEnumerable().Reverse())
        {
            string found = text.Substring(secret.Start, secret.Length);
            if (found.AsSpan().ContainsAny(Separators))
            {
                string mark = Encode(scope.Shaped(found, place), isForm: false);
                text = string.Concat(text.AsSpan(0, secret.Start), mark, text.AsSpan(secret.End));
            }
        }

        return text;
    }

    /// <summary>A field may hold several URLs.</summary>
    private static string MaskUserInformation(string text, MaskScope scope, string place)
    {
        for (int scheme = text.IndexOf(
            "://",
            StringComparison.Ordinal); scheme >= 0; scheme = text.IndexOf("://",
            scheme + 3,
            StringComparison.Ordinal))
        {
            int start = scheme + 3;
            int length = text.AsSpan(start).IndexOfAny(Separators);
            int end = length < 0 ? text.Length : start + length;
            int at = end == start ? -1 : text.LastIndexOf('@', end - 1, end - start);
            if (at > start && text[start..at] != UserInformation.Mask)
            {
                string mark = scope.Named(Uri.UnescapeDataString(text[start..at]), place + " user information");
                text = string.Concat(text.AsSpan(0, start), Encode(mark, isForm: false), text.AsSpan(at));
            }
        }

        return text;
    }

    private static void AppendPiece(StringBuilder masked, string piece, bool isInQuery, Piece around)
    {
        int equals = piece.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            bool isSecret = around.Scope.Names.IsMember(around.Before) && IsRandom(piece);
            string decodedPiece = isSecret ? Decode(piece, isInQuery) : string.Empty;
            masked.Append(isSecret
                ? Encode(around.Scope.Named(decodedPiece, $"{around.Place} behind {around.Before}"), isInQuery)
                : Value(piece, isInQuery, around));
            return;
        }

        string name = Decode(piece[..equals], isInQuery);
        string value = piece[(equals + 1)..];
        string shown = Value(piece[..equals], isInQuery, around);
        masked.Append(shown).Append('=');
        var named = around with { Place = $"{around.Place} parameter {(shown == piece[..equals] ? name : shown)}" };
        if (around.Scope.Names.IsParameter(name))
        {
            string decoded = Decode(value, isInQuery);
            string mark = around.Scope.Named(decoded, named.Place);
            masked.Append(mark == decoded ? value : Encode(mark, isInQuery));
        }
        else
        {
            masked.Append(Value(value, isInQuery, named));
        }
    }

    /// <summary>A value without what looks like a secret; the very text when there is nothing.</summary>
    private static string Value(string value, bool isInQuery, Piece around)
    {
        if (value.Length == 0)
        {
            return value;
        }

        string decoded = Decode(value, isInQuery);
        bool isUrl = around.Depth > 0
            && (decoded.Contains("://", StringComparison.Ordinal) || (isInQuery
            && decoded.Contains('=', StringComparison.Ordinal)));
        string masked = isUrl
            ? Mask(decoded, around.Scope, around.Place, around.Depth - 1, isForm: false)
            : around.Scope.Shaped(decoded, around.Place);
        return masked == decoded ? value : Encode(masked, isInQuery);
    }

    private static string Decode(string text, bool isForm)
        => Uri.UnescapeDataString(isForm ? text.Replace('+', ' ') : text);

    private static string Encode(string text, bool isForm)
    {
        string encoded = Uri.EscapeDataString(text).Replace("%3A", ":", StringComparison.Ordinal);
        return isForm ? encoded.Replace("%20", "+", StringComparison.Ordinal) : encoded;
    }

    /// <summary>In <c>/token/5f2c…</c> the segment is a secret, in <c>/token/refresh</c> it is not.</summary>
    private static bool IsRandom(string segment)
        => segment.Length >= FewestRandomCharacters
            && segment.AsSpan().ContainsAnyInRange('0', '9')
            && segment.Any(char.IsAsciiLetter)
            && !segment.Contains("masked:", StringComparison.Ordinal);

    /// <summary>What is the same for all pieces of a URL, and the piece before.</summary>
    private readonly record struct Piece(MaskScope Scope, string Place, int Depth)
    {
        public string Before { get; init; } = string.Empty;
    }
}
