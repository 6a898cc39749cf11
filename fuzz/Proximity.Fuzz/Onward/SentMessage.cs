using System.Text;
using Proximity.Protocol.Heads;

namespace Proximity.Fuzz.Onward;

/// <summary>A message as the proxy sends it on, and what it means by it.</summary>
/// <param name="Bytes">Head and re-framed body.</param>
/// <param name="HeadLength">How many of them are the head.</param>
/// <param name="Meaning">What was understood.</param>
internal sealed record SentMessage(byte[] Bytes, int HeadLength, ParsedMessage Meaning)
{
    /// <summary>Names and values of a head's fields, taking turns.</summary>
    public static List<string> Fields(Head head)
    {
        List<string> fields = [];
        foreach (HeadField field in head.Fields)
        {
            fields.Add(Encoding.Latin1.GetString(head.Name(field)));
            fields.Add(Encoding.Latin1.GetString(head.Value(field)));
        }

        return fields;
    }

    /// <summary>Names and values of trailer lines the decoder passed, taking turns.</summary>
    public static List<string> Fields(ReadOnlySpan<byte> lines)
    {
        List<string> fields = [];
        foreach (string line in Encoding.Latin1.GetString(lines).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            fields.Add(line[..colon]);
            fields.Add(line[(colon + 1)..].Trim(' ', '\t'));
        }

        return fields;
    }
}
