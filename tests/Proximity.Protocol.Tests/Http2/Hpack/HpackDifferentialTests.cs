using Proximity.Protocol.Http2.Fields;
using Proximity.Protocol.Http2.Hpack;

namespace Proximity.Protocol.Tests.Http2.Hpack;

/// <summary>Our HPACK beside libnghttp2's: each decodes what the other encodes, and refuses what the other refuses.</summary>
public class HpackDifferentialTests(ITestOutputHelper output)
{
    private const int Rounds = 500;
    private const string Missing = "libnghttp2, which comes with curl, is not installed";

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void WhatNghttp2Encodes_WeDecode(int seed)
    {
        Assert.SkipUnless(Nghttp2.IsInstalled, Missing);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var theirs = new Nghttp2.Encoder();
        var ours = new HpackDecoder(new BufferPool(), 1_000_000);
        for (int round = 0; round < Rounds; round++)
        {
            if (random.Next(20) == 0)
            {
                theirs.Resize(random.Next(4097));
            }

            FieldList fields = RandomFields.Next(random);
            string expected = Http2Input.Show(fields);

            // It never indexes credentials either, and short cookies not.
            Assert.Equal(Plain(expected), Plain(Http2Input.Decode(ours, theirs.Encode(fields))));
        }
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void WhatWeEncode_Nghttp2Decodes(int seed)
    {
        Assert.SkipUnless(Nghttp2.IsInstalled, Missing);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var theirs = new Nghttp2.Decoder();
        var ours = new HpackEncoder();
        for (int round = 0; round < Rounds; round++)
        {
            if (random.Next(20) == 0)
            {
                ours.SetPeerTableSize((uint)random.Next(4097));
            }

            FieldList fields = RandomFields.Next(random);
            FieldList? decoded = theirs.Decode(Http2Input.Encode(ours, fields));
            Assert.Equal(Plain(Http2Input.Show(fields)), Plain(Http2Input.Show(decoded!)));
        }
    }

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    public void DamagedBlocks_GetOneVerdict(int seed)
    {
        Assert.SkipUnless(Nghttp2.IsInstalled, Missing);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < 4 * Rounds; round++)
        {
            byte[] block = Http2Input.Encode(new HpackEncoder(), RandomFields.Next(random));
            if (block.Length == 0)
            {
                continue;
            }

            block[random.Next(block.Length)] ^= (byte)(1 << random.Next(8));
            using var theirs = new Nghttp2.Decoder();
            FieldList? decoded = theirs.Decode(block);
            var ours = new FieldList(new BufferPool());
            bool isOurs = new HpackDecoder(new BufferPool(), 1_000_000).Decode(block, ours) is null;
            Assert.True(isOurs == decoded is not null, $"{Convert.ToHexString(block)}: {(isOurs ? "taken" : "refused")} by us alone");
            refused += isOurs ? 0 : 1;
            if (isOurs)
            {
                Assert.Equal(Http2Input.Show(decoded!), Http2Input.Show(ours));
            }
        }

        Assert.InRange(refused, 50, (4 * Rounds) - 50);
    }

    private static string Plain(string fields) => fields.Replace("!", "", StringComparison.Ordinal);
}
