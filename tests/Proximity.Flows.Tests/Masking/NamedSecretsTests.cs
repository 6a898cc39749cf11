using Proximity.Flows.Tests.Formats;

namespace Proximity.Flows.Tests.Masking;

/// <summary>Secrets by the names of fields and parameters, in every place of a head.</summary>
public class NamedSecretsTests
{
    [Theory]
    [InlineData("authorization", "Bearer x", "Bearer [1]")]
    [InlineData("Authorization", "x", "[1]")]
    [InlineData("Set-Cookie", "a=b", "a=[1]")]
    [InlineData("x-mine", "v", "[1]")]
    [InlineData("X-Other", "v", "v")]
    [InlineData("Cookie", "", "")]
    [InlineData("Location", "http://h/cb?code=1&state=2", "http://h/cb?code=[1]&state=2")]
    [InlineData("Referer", "http://u:p@h/", "http://[1]@h/")]
    [InlineData("Link", "<http://u:p@h/a>; rel=\"a\", <http://v:q@h/>", "<http://[1]@h/a>; rel=\"a\", <http://[2]@h/>")]
    [InlineData("Link", "<http://h/?token=1>; rel=\"next\"", "<http://h/?token=[1]>; rel=\"next\"")]
    public void Field_IsMaskedByItsName(string name, string value, string expected)
    {
        Flow masked = Mask($"GET / HTTP/1.1\nHost: h\n{name}: {value}\n\n");

        Assert.Equal(expected, MaskingFlows.Normal(masked.Request.Headers[name]!));
    }

    [Theory]
    [InlineData("/p?q=1", "/p?q=1")]
    [InlineData("/p?access_token=s&q=1", "/p?access_token=[1]&q=1")]
    [InlineData("/p?q=1&PASSWORD=s", "/p?q=1&PASSWORD=[1]")]
    [InlineData("/p?pass%77ord=s", "/p?pass%77ord=[1]")]
    [InlineData("/p?q=1;token=s;r=2", "/p?q=1;token=[1];r=2")]
    [InlineData("/p?mine=s#access_token=t", "/p?mine=[1]#access_token=[2]")]
    [InlineData("/p?token=", "/p?token=")]
    [InlineData("/p?token", "/p?token")]
    [InlineData("http://user:pa@ss@h/p", "http://[1]@h/p")]
    [InlineData("http://h/p@q", "http://h/p@q")]
    [InlineData("http://h?u@x", "http://h?u@x")]
    [InlineData("http://", "http://")]
    public void Target_LosesUserInformationAndSecretParameters(string target, string expected)
        => Assert.Equal(expected, MaskingFlows.Normal(Mask($"GET {target} HTTP/1.1\nHost: h\n\n").Request.Url));

    [Fact]
    public void ReceivedHead_HasNoSecretEither()
    {
        Flow masked = Mask("GET http://h/?token=s3cret HTTP/1.1\nHost: h\nAuthorization: Basic s3cret\nX-Mine:s3cret\nX-A: b\n\n");

        Assert.Equal(
            "GET http://h/?token=[1] HTTP/1.1\r\nHost: h\r\nAuthorization: Basic [1]\r\nX-Mine: [1]\r\nX-A: b\r\n\r\n",
            MaskingFlows.Normal(masked.Request.Raw));
    }

    private static Flow Mask(string head)
        => MaskingFlows.Mask(null, "X-Mine", "?mine").Mask(FormatFlows.Flow(head, null, null, null));
}
