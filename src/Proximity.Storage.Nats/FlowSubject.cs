using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Proximity.Content;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Fields;
using Proximity.Filters.Matching;
using Proximity.Stores;

namespace Proximity.Storage.Nats;

/// <summary>
/// The subject of a flow: the prefix, the proxy's name and the host, each one word. A dot would begin another word, and some characters
/// may not be in one: they are written as percent signs and hexadecimal digits, as in URLs.
/// </summary>
internal static class FlowSubject
{
    /// <summary>What stands for a name that is absent or empty.</summary>
    private const string None = "_";

    /// <summary>The most characters of a word; of a longer one the beginning and a hash stand for it.</summary>
    private const int MaxWordLength = 200;

    public static string Of(string prefix, FlowRecord record) => $"{prefix}.{Word(record.ProxyName)}.{Word(HostOf(record))}";

    public static string Word(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return None;
        }

        var word = new StringBuilder();
        foreach (byte unit in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)unit) || unit is (byte)'-' or (byte)':' || (unit == '_' && text != None))
            {
                word.Append((char)unit);
            }
            else
            {
                word.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
            }
        }

        return word.Length <= MaxWordLength ? word.ToString() : Shortened(word.ToString());
    }

    private static string Shortened(string word)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(word)).AsSpan(0, 8));
        return $"{word[..(MaxWordLength - hash.Length - 1)]}%{hash}";
    }

    private static string? HostOf(FlowRecord record)
    {
        var reader = new SnapshotReader(ContentCodings.BuiltIn);
        var shown = new ShownText();
        reader.Begin(record.Flow);
        reader.AnyText(FieldId.Host, null, shown);
        reader.End();
        return shown.Text;
    }

    /// <summary>Keeps the text that it is shown.</summary>
    private sealed class ShownText : TextMatcher
    {
        public string? Text { get; private set; }

        public override bool Matches(ReadOnlySpan<char> text)
        {
            Text = text.ToString();
            return true;
        }
    }
}
