using System.IO.Compression;
using Proximity.Content;

namespace Proximity.Flows.Tests.Content;

public class ContentCodingsTests
{
    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("x-gzip", "gzip")]
    [InlineData("X-GZip", "gzip")]
    [InlineData("DEFLATE", "deflate")]
    [InlineData("br", "br")]
    [InlineData("identity", "identity")]
    public void NameOrAlias_FindsItsCodingInAnyCase(string name, string coding)
        => Assert.Equal(coding, ContentCodings.BuiltIn.Find(name)?.Name);

    [Theory]
    [InlineData("zstd")]
    [InlineData("compress")]
    [InlineData("")]
    public void OtherName_FindsNothing(string name) => Assert.Null(ContentCodings.BuiltIn.Find(name));

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData(" gzip\t, BR ", "gzip br")]
    [InlineData("gzip|br", "gzip br")]
    [InlineData("identity, gzip", "gzip")]
    [InlineData("gzip,,", "gzip")]
    [InlineData("identity", "")]
    public void FieldValues_AreReadInTheirOrder(string values, string codings)
    {
        var chain = ContentCodings.BuiltIn.Resolve(values.Split('|'));
        Assert.Equal(codings, string.Join(' ', chain.Codings.Select(coding => coding.Name)));
        Assert.Null(chain.UnknownCoding);
    }

    [Theory]
    [InlineData("compress", "compress")]
    [InlineData("aws-chunked", "aws-chunked")]
    [InlineData("gzip, Foo, br", "Foo")]
    [InlineData("gzip;q=1", "gzip;q=1")]
    [InlineData("", "")]
    [InlineData(" , ", "")]
    public void UnknownName_LeavesTheBodyAsItIs(string value, string unknown)
    {
        var chain = ContentCodings.BuiltIn.Resolve([value]);
        Assert.Equal((0, unknown), (chain.Codings.Count, chain.UnknownCoding));
        using var decoder = chain.CreateDecoder();
        Assert.Equal(Samples.Gzip, Piecewise.Run(decoder, Samples.Gzip).Output);
    }

    [Fact]
    public void AbsentField_IsNoCoding()
    {
        var chain = ContentCodings.BuiltIn.Resolve([]);
        Assert.Equal((0, null, false), (chain.Codings.Count, chain.UnknownCoding, chain.IsTooDeep));
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void TooManyCodings_LeaveTheBodyAsItIs(int count, bool isTooDeep)
    {
        var chain = ContentCodings.BuiltIn.Resolve(Enumerable.Repeat("gzip, identity", count));
        Assert.Equal((isTooDeep, isTooDeep ? 0 : count), (chain.IsTooDeep, chain.Codings.Count));
    }

    [Fact]
    public void AddedCoding_IsFoundInTheNewTableOnly()
    {
        var table = ContentCodings.BuiltIn.With(new ReverseNothing());
        Assert.Equal("nothing", table.Find("X-NOTHING")?.Name);
        Assert.Null(ContentCodings.BuiltIn.Find("nothing"));
        Assert.Equal("gzip", table.Find("gzip")?.Name);
    }

    private sealed class ReverseNothing : IContentCoding
    {
        public string Name => "nothing";

        public IReadOnlyList<string> Aliases => ["x-nothing"];

        public IContentDecoder CreateDecoder() => ContentCodings.BuiltIn.Find("identity")!.CreateDecoder();

        public IContentEncoder CreateEncoder(CompressionLevel level) => ContentCodings.BuiltIn.Find("identity")!.CreateEncoder(level);
    }
}
