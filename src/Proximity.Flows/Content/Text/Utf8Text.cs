using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Proximity.Content.Text;

/// <summary>Sees by its bytes whether a text is UTF-8.</summary>
internal static class Utf8Text
{
    private const int MaxContinuationBytes = 3;

    /// <summary>
    /// True for valid UTF-8, and for one that is cut within its last character when others before it are no ASCII: a single byte at the end
    /// that could begin a character is more likely one of Latin-1.
    /// </summary>
    public static bool IsLikely(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
        {
            return true;
        }

        ReadOnlySpan<byte> whole = text[..^CutBytes(text)];
        return whole.Length < text.Length && Utf8.IsValid(whole) && !Ascii.IsValid(whole);
    }

    /// <summary>How many bytes at the end begin a character and do not end it.</summary>
    private static int CutBytes(ReadOnlySpan<byte> text)
    {
        for (int count = 1; count <= Math.Min(MaxContinuationBytes, text.Length); count++)
        {
            if (Rune.DecodeFromUtf8(text[^count..], out _, out _) == OperationStatus.NeedMoreData)
            {
                return count;
            }
        }

        return 0;
    }
}
