namespace Proximity.Flows.Tests;

public class ProxyResponseTests
{
    private const string Block = "HTTP/1.1 404 Not  Found\r\nSet-Cookie: a\r\nset-cookie:b\r\n\r\n";

    [Fact]
    public void Block_IsSplit()
    {
        ProxyResponse response = Messages.Response(Block);

        Assert.Equal("HTTP/1.1", response.Version);
        Assert.Equal(404, response.Status);
        Assert.Equal("Not  Found", response.StatusText);
        Assert.Equal(["a", "b"], response.Headers.GetValues("Set-Cookie"));
        Assert.Equal(Block, response.Raw);
        Assert.Null(response.Body);
        Assert.True(response.Streamed);
    }

    [Theory]
    [InlineData("HTTP/1.1 200\r\n\r\n", 200, "")]
    [InlineData("HTTP/1.1 200 \r\n\r\n", 200, "")]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n", 0, "OK")]
    [InlineData("HTTP/1.1 99999999999 OK\r\n\r\n", 0, "OK")]
    [InlineData("HTTP/1.1", 0, "")]
    [InlineData("", 0, "")]
    public void OddStatusLine_IsSplitWithoutThrowing(string block, int status, string statusText)
    {
        ProxyResponse response = Messages.Response(block);

        Assert.Equal((status, statusText), (response.Status, response.StatusText));
    }

    [Fact]
    public void SameValuesSet_IsNoChange()
    {
        ProxyResponse response = Messages.Response(Block);

        response.Status = 404;
        response.StatusText = "Not  Found";
        response.Version = "HTTP/1.1";

        Assert.False(response.IsChanged);
        Assert.Equal(Block, Messages.Written(response));
    }

    [Fact]
    public void ChangedProperty_IsChange()
    {
        Assert.True(Changed(response => response.Status = 200));
        Assert.True(Changed(response => response.StatusText = ""));
        Assert.True(Changed(response => response.Version = "HTTP/1.0"));
        Assert.True(Changed(response => response.Headers.Remove("set-cookie")));
    }

    [Fact]
    public void ChangedResponse_IsWritten()
    {
        ProxyResponse response = Messages.Response(Block);

        response.Status = 200;
        response.StatusText = "";
        response.Headers.Add("A", "b");

        Assert.Equal("HTTP/1.1 200 \r\nSet-Cookie: a\r\nset-cookie:b\r\nA: b\r\n\r\n", Messages.Written(response));
    }

    [Fact]
    public void BuiltByHand_IsChangedAndWritten()
    {
        ProxyResponse response = new(503, "Later please");

        Assert.True(response.IsChanged);
        Assert.Equal("", response.Raw);
        Assert.Equal("HTTP/1.1 503 Later please\r\n\r\n", Messages.Written(response));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(1000)]
    [InlineData(0)]
    [InlineData(-200)]
    [InlineData(int.MaxValue)]
    public void StatusWithoutThreeDigits_IsNotWritten(int status)
    {
        ProxyResponse response = new(status, "OK");

        Assert.Equal(status, response.Status);
        Assert.Null(Messages.Written(response));
    }

    [Theory]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a\r\nSet-Cookie: x")]
    [InlineData("a\0")]
    [InlineData("\u0100")]
    public void ReasonThatBreaksTheLine_IsNotWritten(string reason) => Assert.Null(Messages.Written(new ProxyResponse(200, reason)));

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200")]
    [InlineData("HTTP/1.1\r")]
    public void VersionThatBreaksTheLine_IsNotWritten(string version) => Assert.Null(Messages.Written(new ProxyResponse(200, "OK", version)));

    [Fact]
    public void NullArguments_AreRefused()
    {
        Assert.Throws<ArgumentNullException>(() => new ProxyResponse(200, null!));
        Assert.Throws<ArgumentNullException>(() => new ProxyResponse(200, "OK", null!));
        Assert.Throws<ArgumentNullException>(() => new ProxyResponse(200, "OK").StatusText = null!);
    }

    private static bool Changed(Action<ProxyResponse> change)
    {
        ProxyResponse response = Messages.Response(Block);
        change(response);
        return response.IsChanged;
    }
}
