using Proximity.Protocol.Http2.Fields;
using Proximity.Protocol.Http2.Hpack;

namespace Proximity.Protocol.Tests.Http2.Hpack;

public class HpackPropertyTests(ITestOutputHelper output)
{
    private const int Rounds = 400;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void WhatIsEncoded_DecodesToTheSame_OverTwoHops(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var first = new Hop();
        var second = new Hop();
        for (int round = 0; round < Rounds; round++)
        {
            FieldList fields = RandomFields.Next(random);
            string expected = Http2Input.Show(fields);
            if (random.Next(20) == 0)
            {
                uint size = (uint)random.Next(5000);
                first.Resize(size);
            }

            // The second hop sends what the first one's table holds, by reference.
            FieldList passed = first.Pass(fields);
            Assert.Equal(Show(expected), Show(Http2Input.Show(passed)));
            Assert.Equal(Show(expected), Show(Http2Input.Show(second.Pass(passed))));
            Assert.Equal(first.Encoder.TableSize, first.Decoder.TableSize);
        }
    }

    /// <summary>Credentials become never-indexed on the way, whatever they were.</summary>
    private static string Show(string fields) => fields.Replace("!authorization", "authorization", StringComparison.Ordinal);

    private sealed class Hop
    {
        public HpackEncoder Encoder { get; } = new();

        public HpackDecoder Decoder { get; } = new(new BufferPool(), 1_000_000);

        public void Resize(uint size) => Encoder.SetPeerTableSize(size);

        public FieldList Pass(FieldList fields)
        {
            var received = new FieldList(new BufferPool());
            Assert.Null(Decoder.Decode(Http2Input.Encode(Encoder, fields), received));
            return received;
        }
    }
}
