using System.Globalization;
using System.Text;
using Proximity.Protocol.Http2.Fields;
using Proximity.Protocol.Http2.Hpack;

namespace Proximity.Protocol.Tests.Http2;

/// <summary>
/// Bytes as hexadecimal digits, in which white space and what stands in parentheses means nothing, and lists of fields as text.
/// </summary>
internal static class Http2Input
{
    public static byte[] Hex(string digits)
    {
        var text = new StringBuilder();
        int depth = 0;
        foreach (char letter in digits)
        {
            depth += letter == '(' ? 1 : 0;
            if (depth == 0 && !char.IsWhiteSpace(letter))
            {
                text.Append(letter);
            }

            depth -= letter == ')' ? 1 : 0;
        }

        return Convert.FromHexString(text.ToString());
    }

    /// <summary>A list of lines <c>name: value</c>; a bang before the name makes the field one that is never indexed.</summary>
    public static FieldList List(params ReadOnlySpan<string> lines)
    {
        var fields = new FieldList(new BufferPool());
        foreach (string line in lines)
        {
            string text = line.TrimStart('!');
            int colon = text.IndexOf(": ", StringComparison.Ordinal);
            fields.Add(ProtocolInput.Bytes(text[..colon]), ProtocolInput.Bytes(text[(colon + 2)..]), isNeverIndexed: text != line);
        }

        return fields;
    }

    /// <summary>The list in the form that <see cref="List"/> takes, one line after the other.</summary>
    public static string Show(FieldList fields)
    {
        var text = new StringBuilder();
        for (int index = 0; index < fields.Count; index++)
        {
            text.Append(index == 0 ? "" : "\n")
                .Append(fields.IsNeverIndexed(index) ? "!" : "")
                .Append(
                    CultureInfo.InvariantCulture,
                    $"{ProtocolInput.Text(fields.Name(index))}: {ProtocolInput.Text(fields.Value(index))}");
        }

        return text.ToString();
    }

    /// <summary>What a decoder makes of a block: its fields, or the reason of its fault.</summary>
    public static string Decode(HpackDecoder decoder, ReadOnlySpan<byte> block)
    {
        var fields = new FieldList(new BufferPool());
        return decoder.Decode(block, fields) is { } fault ? $"{fault.Code}: {fault.Reason}" : Show(fields);
    }

    public static byte[] Encode(HpackEncoder encoder, FieldList fields)
    {
        var output = new ByteBuffer(new BufferPool());
        encoder.Encode(fields, output);
        return output.Span.ToArray();
    }
}
