using System.Buffers;
using System.Text;

namespace Proximity.Protocol.Heads;

/// <summary>The character classes of RFC 9110 §5 and RFC 3986.</summary>
internal static class FieldSyntax
{
    private static readonly SearchValues<byte> TokenBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static readonly SearchValues<byte> ForbiddenInValue = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

    /// <summary>True for a non-empty token (RFC 9110 §5.6.2).</summary>
    public static bool IsToken(ReadOnlySpan<byte> bytes) => !bytes.IsEmpty && !bytes.ContainsAnyExcept(TokenBytes);

    public static bool IsTokenByte(byte value) => TokenBytes.Contains(value);

    /// <summary>How many bytes of a token stand at the front.</summary>
    public static int TokenLength(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOfAnyExcept(TokenBytes);
        return end < 0 ? bytes.Length : end;
    }

    /// <summary>True when every byte may stand in a field value: no control byte but HTAB (RFC 9110 §5.5).</summary>
    public static bool IsFieldValue(ReadOnlySpan<byte> bytes) => !bytes.ContainsAny(ForbiddenInValue);

    /// <summary>Equality in ASCII, any case.</summary>
    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => Ascii.EqualsIgnoreCase(left, right);

    /// <summary>Optional white space: SP and HTAB (RFC 9110 §5.6.3).</summary>
    public static bool IsWhiteSpace(byte value) => value is (byte)' ' or (byte)'\t';

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> bytes) => bytes.Trim(" \t"u8);

    /// <summary>Takes the next member off a comma-separated list (RFC 9110 §5.6.1); false when none is left. Members may be empty.</summary>
    public static bool TryTakeMember(scoped ref ReadOnlySpan<byte> list, out ReadOnlySpan<byte> member)
    {
        if (list.IsEmpty)
        {
            member = default;
            return false;
        }

        int comma = list.IndexOf((byte)',');
        member = Trim(comma < 0 ? list : list[..comma]);
        list = comma < 0 ? default : list[(comma + 1)..];
        return true;
    }
}
