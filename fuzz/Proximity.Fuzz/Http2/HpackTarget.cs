using System.Text;
using Proximity.Protocol;
using Proximity.Protocol.Http2;
using Proximity.Protocol.Http2.Fields;
using Proximity.Protocol.Http2.Hpack;

namespace Proximity.Fuzz.Http2;

/// <summary>
/// Blocks of fields are decoded or refused with a compression error, and what was decoded, encoded anew for another table, decodes to the
/// same fields, those that are never indexed as such.
/// </summary>
/// <remarks>Each block of an input stands behind a byte with its length; the first byte of all is a table size in units of 32.</remarks>
internal sealed class HpackTarget : IFuzzTarget
{
    private const int SizeUnit = 32;
    private const long MaxListBytes = 4096;

    private readonly BufferPool pool = new();

    public string Name => "hpack";

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var decoder = new HpackDecoder(pool, MaxListBytes);
        var encoder = new HpackEncoder();
        var again = new HpackDecoder(pool, long.MaxValue);
        encoder.SetPeerTableSize((uint)input[0] * SizeUnit);
        input = input[1..];
        while (!input.IsEmpty && TryPass(input.Slice(1, Math.Min(input[0], input.Length - 1)), decoder, encoder, again))
        {
            input = input[(1 + Math.Min(input[0], input.Length - 1))..];
        }

        Demand.Same(0, pool.Outstanding, "buffers lent in the end");
    }

    /// <summary>False when the block was refused: nothing can be decoded behind it.</summary>
    private bool TryPass(ReadOnlySpan<byte> block, HpackDecoder decoder, HpackEncoder encoder, HpackDecoder again)
    {
        var fields = new FieldList(pool);
        var passed = new FieldList(pool);
        var written = new ByteBuffer(pool);
        if (decoder.Decode(block, fields) is { } fault)
        {
            Demand.True(fault is { Code: Http2ErrorCode.CompressionError, EndsConnection: true }, "a block is refused otherwise");
            fields.Release();
            return false;
        }

        Demand.True(fields.ListBytes <= MaxListBytes, "a list is beyond its limit");
        encoder.Encode(fields, written);
        Demand.Same(null, again.Decode(written.Span, passed), "the fields encoded anew");
        Demand.Same(encoder.TableSize, again.TableSize, "the table's size");
        Demand.Same(Show(fields), Show(passed), "the fields");
        fields.Release();
        passed.Release();
        written.Release();
        return true;
    }

    /// <summary>Credentials are sent as never indexed, whatever they were.</summary>
    private static string Show(FieldList fields)
    {
        var text = new StringBuilder();
        for (int index = 0; index < fields.Count; index++)
        {
            bool isNever = fields.IsNeverIndexed(index) || fields.Traits(index).Indexing == FieldIndexing.Never;
            text.Append(isNever ? '!' : ' ')
                .Append(Convert.ToHexString(fields.Name(index)))
                .Append(':')
                .AppendLine(Convert.ToHexString(fields.Value(index)));
        }

        return text.ToString();
    }
}
