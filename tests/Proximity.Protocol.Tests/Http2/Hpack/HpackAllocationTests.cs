using Proximity.Protocol.Http2.Fields;
using Proximity.Protocol.Http2.Hpack;
using Proximity.TestsOfAll;

namespace Proximity.Protocol.Tests.Http2.Hpack;

/// <summary>A head that comes again costs no memory, neither decoded nor sent on; its new path is no object.</summary>
public class HpackAllocationTests
{
    private const int Rounds = 200;

    [Fact]
    public void RepeatedHead_AllocatesNothing()
    {
        var pool = new BufferPool();
        var sender = new HpackEncoder();
        FieldList head = Http2Input.List(
            ":method: GET", ":scheme: https", ":authority: www.example.com", ":path: /some/path?and=query",
            "user-agent: some agent/1.0", "cookie: a=b");
        byte[] first = Http2Input.Encode(sender, head);
        byte[] again = Http2Input.Encode(sender, head);
        Assert.True(again.Length < first.Length);

        var decoder = new HpackDecoder(pool, 64 * 1024);
        var encoder = new HpackEncoder();
        var fields = new FieldList(pool);
        var output = new ByteBuffer(pool);
        Pass(decoder, encoder, first, fields, output);
        Pass(decoder, encoder, again, fields, output);
        Assert.Equal(again, output.Span.ToArray());

        long allocated = Allocations.OfRound(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Pass(decoder, encoder, again, fields, output);
            }
        });

        Assert.Equal(0, allocated);
    }

    private static void Pass(HpackDecoder decoder, HpackEncoder encoder, byte[] block, FieldList fields, ByteBuffer output)
    {
        fields.Clear();
        output.Clear();
        Assert.Null(decoder.Decode(block, fields));
        encoder.Encode(fields, output);
    }
}
