using Proximity.Content;

namespace Proximity.Flows.Tests.Content;

public class AcceptEncodingTests
{
    [Theory]
    [InlineData("gzip, deflate, br", "br", true)]
    [InlineData("gzip, deflate", "br", false)]
    [InlineData("GZIP", "gzip", true)]
    [InlineData("x-gzip", "gzip", true)]
    [InlineData("gzip", "X-Gzip", true)]
    [InlineData("zstd", "zstd", true)]
    [InlineData("gzip;q=0", "gzip", false)]
    [InlineData("gzip ; Q=0.000", "gzip", false)]
    [InlineData("gzip; q=0.001", "gzip", true)]
    [InlineData("gzip;q=1.000", "gzip", true)]
    [InlineData("*", "br", true)]
    [InlineData("*;q=0", "br", false)]
    [InlineData("*;q=0, br", "br", true)]
    [InlineData("br;q=0, *", "br", false)]
    [InlineData("*, br;q=0", "br", false)]
    [InlineData("", "gzip", false)]
    [InlineData(" , ", "gzip", false)]
    [InlineData("deflate|gzip", "gzip", true)]
    [InlineData("", "identity", true)]
    [InlineData("gzip", "identity", true)]
    [InlineData("identity;q=0", "identity", false)]
    [InlineData("*;q=0", "identity", false)]
    [InlineData("gzip, *;q=0", "identity", false)]
    [InlineData("identity, *;q=0", "identity", true)]
    [InlineData("*", "identity", true)]
    public void Coding_IsAcceptedAsTheStandardSays(string values, string coding, bool isAccepted) =>
        Assert.Equal(isAccepted, ContentCodings.BuiltIn.IsAccepted(values.Split('|'), coding));

    [Theory]
    [InlineData("gzip")]
    [InlineData("identity")]
    [InlineData("anything")]
    public void AbsentField_AcceptsEverything(string coding) => Assert.True(ContentCodings.BuiltIn.IsAccepted([], coding));

    [Theory]
    [InlineData("gzip;q=1.5")]
    [InlineData("gzip;q=0.0001")]
    [InlineData("gzip;q=x")]
    [InlineData("gzip;q=")]
    [InlineData("gzip;")]
    [InlineData("gzip;level=1")]
    public void ElementWithABadWeight_AcceptsNothing(string value) => Assert.False(ContentCodings.BuiltIn.IsAccepted([value], "gzip"));
}
