using System.Buffers.Text;
using System.Diagnostics;
using Proximity.Protocol.Framing;

namespace Proximity.Protocol.Heads;

/// <summary>
/// Writes the field lines of one head for the next hop: runs of lines that pass on as they are leave in one piece, between them stand the few that change.
/// </summary>
internal ref struct FieldWriter(Head head, BodyFraming framing, ReadOnlySpan<byte> host, ByteBuffer output)
{
    private const int LongestNumber = 20;

    private readonly HopByHop hopByHop = new(head);
    private readonly ReadOnlySpan<byte> host = host;
    private bool framingWritten;
    private int runStart;
    private int runEnd;

    /// <summary>True to leave Expect out.</summary>
    public bool DropsExpect { get; init; }

    public void Write()
    {
        foreach (ref readonly HeadField field in head.Fields)
        {
            if (IsVerbatim(field))
            {
                framingWritten |= IsFraming(field.Kind);
                Extend(field);
            }
            else
            {
                Flush();
                WriteChanged(field);
            }
        }

        Flush();
        if (!framingWritten)
        {
            WriteFraming();
        }
    }

    private static bool IsFraming(FieldKind kind) => kind is FieldKind.ContentLength or FieldKind.TransferEncoding;

    private void Extend(in HeadField field)
    {
        if (runEnd != field.NameStart)
        {
            Flush();
            runStart = field.NameStart;
        }

        runEnd = field.LineEnd + 2;
    }

    private void Flush()
    {
        if (runEnd > runStart)
        {
            output.Write(head.Block[runStart..runEnd]);
        }

        runStart = runEnd = 0;
    }

    /// <summary>True when the line goes out exactly as it came in.</summary>
    private readonly bool IsVerbatim(in HeadField field) => HasPlainColon(field) && field.Kind switch
    {
        FieldKind.ContentLength or FieldKind.TransferEncoding or FieldKind.Host when !HasPlainSpace(field) => false,
        FieldKind.ContentLength or FieldKind.TransferEncoding when framingWritten => false,
        FieldKind.ContentLength => framing.Kind == BodyKind.Length && IsCanonical(head.Value(field), framing.Length),
        FieldKind.TransferEncoding => framing.Kind == BodyKind.Chunked && head.Value(field).SequenceEqual("chunked"u8),
        FieldKind.MaxForwards when MaxForwards.Counts(head) => false,
        FieldKind.Expect when DropsExpect => false,
        FieldKind.Host => head is ResponseHead || head.Value(field).SequenceEqual(host),
        _ => !hopByHop.Drops(field),
    };

    /// <summary>White space before a colon, which only responses may have, does not pass on, whatever the field (RFC 9112 §5.1).</summary>
    private readonly bool HasPlainColon(in HeadField field) => head.Block[field.NameStart + field.NameLength] == ':';

    /// <summary>White space that the grammar allows around a value (RFC 9112 §5), beyond one space before it, is not read alike by all: some refuse <c>chunked</c> with a tab behind it.</summary>
    private readonly bool HasPlainSpace(in HeadField field)
    {
        ReadOnlySpan<byte> before = head.Block[(field.NameStart + field.NameLength + 1)..field.ValueStart];
        return field.ValueStart + field.ValueLength == field.LineEnd && (before.IsEmpty || before.SequenceEqual(" "u8));
    }

    private void WriteChanged(in HeadField field)
    {
        if (IsFraming(field.Kind))
        {
            // In place of the first line that said it otherwise; further ones fall away.
            if (!framingWritten)
            {
                framingWritten = true;
                WriteFraming();
            }
        }
        else if (field.Kind == FieldKind.Host && head is RequestHead)
        {
            HeadWriter.WriteField(head.Name(field), host, output);
        }
        else if (field.Kind == FieldKind.MaxForwards && MaxForwards.Counts(head))
        {
            WriteCountedDown(field);
        }
        else if (!hopByHop.Drops(field) && !(DropsExpect && field.Kind == FieldKind.Expect))
        {
            HeadWriter.WriteField(head.Name(field), head.Value(field), output);
        }
    }

    private readonly void WriteCountedDown(in HeadField field)
    {
        bool isNumber = MaxForwards.TryParse(head.Value(field), out long remaining);
        Debug.Assert(isNumber && remaining > 0, "a request that may go no further was answered");
        output.Write(head.Name(field));
        output.Write(": "u8);
        HeadWriter.WriteNumber(Math.Max(0, remaining - 1), output);
        output.Write("\r\n"u8);
    }

    private static bool IsCanonical(ReadOnlySpan<byte> value, long length)
    {
        Span<byte> digits = stackalloc byte[LongestNumber];
        bool formatted = Utf8Formatter.TryFormat(length, digits, out int count);
        Debug.Assert(formatted, "twenty digits hold every long");
        return value.SequenceEqual(digits[..count]);
    }

    private readonly void WriteFraming()
    {
        switch (framing.Kind)
        {
            case BodyKind.Length:
                output.Write("Content-Length: "u8);
                HeadWriter.WriteNumber(framing.Length, output);
                output.Write("\r\n"u8);
                break;
            case BodyKind.Chunked:
                HeadWriter.WriteField("Transfer-Encoding"u8, "chunked"u8, output);
                break;
        }
    }
}
