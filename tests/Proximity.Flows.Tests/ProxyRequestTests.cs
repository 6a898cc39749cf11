using System.Text;
using CsCheck;
using Proximity.Protocol;

namespace Proximity.Flows.Tests;

public class ProxyRequestTests
{
    private const string Block = "GET http://h/p?q HTTP/1.1\r\nHost:h\r\nX-Odd:  \t a b \t\r\nx-odd: 2\r\nEmpty:\r\n\r\n";

    private static readonly Gen<string> Shards = Gen.OneOf([.. new[] { "\r\n", "\r", "\n", ":", " ", "a", "\0", "\t", "é" }.Select(Gen.Const)]);

    [Fact]
    public void Block_IsSplit()
    {
        ProxyRequest request = Messages.Request(Block);

        Assert.Equal("GET", request.Method);
        Assert.Equal("http://h/p?q", request.Url);
        Assert.Equal("HTTP/1.1", request.Version);
        Assert.Equal([new("Host", "h"), new("X-Odd", "a b"), new("x-odd", "2"), new("Empty", "")], request.Headers);
        Assert.Equal(Block, request.Raw);
        Assert.Null(request.Body);
        Assert.True(request.Streamed);
    }

    [Fact]
    public void EmptyLineBeforeRequestLine_IsSkipped()
    {
        ProxyRequest request = Messages.Request("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");

        Assert.Equal("GET", request.Method);
        Assert.Equal("h", request.Headers["host"]);
        Assert.StartsWith("\r\n", request.Raw, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "", "")]
    [InlineData("GET", "GET", "", "")]
    [InlineData("GET /", "GET", "/", "")]
    [InlineData(" ", "", "", "")]
    [InlineData("  ", "", "", "")]
    [InlineData("GET /a b HTTP/1.1\r\n", "GET", "/a b", "HTTP/1.1")]
    [InlineData("\r\n\r\n", "", "", "")]
    public void OddStartLine_IsSplitWithoutThrowing(string block, string method, string url, string version)
    {
        ProxyRequest request = Messages.Request(block);

        Assert.Equal((method, url, version), (request.Method, request.Url, request.Version));
        Assert.Empty(request.Headers);
    }

    [Fact]
    public void FieldWithoutColon_IsKeptButNotWritten()
    {
        ProxyRequest request = Messages.Request("GET / HTTP/1.1\r\nno colon here\r\n\r\n");

        Assert.Equal([new("", "no colon here")], request.Headers);
        Assert.Null(Messages.Written(request));
    }

    [Fact]
    public void AnyBytes_NeverThrowAndRoundTripInRaw() =>
        Gen.OneOf(Gen.Byte.Array[0, 80], Shards.Array[0, 20].Select(parts => Encoding.Latin1.GetBytes(string.Concat(parts))))
            .Sample(bytes =>
            {
                ProxyRequest request = ProxyRequest.FromBlock(bytes);
                ProxyResponse response = ProxyResponse.FromBlock(bytes);
                _ = (request.Method, request.Url, request.Version, request.Headers.Count);
                _ = (response.Version, response.Status, response.StatusText, response.Headers.Count);
                ByteBuffer output = new(new BufferPool());
                request.TryWriteBlock(output);
                response.TryWriteBlock(output);
                output.Release();
                return Encoding.Latin1.GetBytes(request.Raw).AsSpan().SequenceEqual(bytes) && !request.IsChanged && !response.IsChanged;
            });

    [Fact]
    public void Octets_BecomeOneCharacterEach()
    {
        byte[] every = [.. Enumerable.Range(0x80, 0x80).Select(octet => (byte)octet)];
        byte[] block = [.. "GET / HTTP/1.1\r\nX: "u8, .. every, .. "\r\n\r\n"u8];
        ProxyRequest request = ProxyRequest.FromBlock(block);

        request.Headers.Add("Y", request.Headers["X"]!);

        Assert.Equal([.. block[..^2], .. "Y: "u8, .. every, .. "\r\n\r\n"u8], Messages.WrittenBytes(request.TryWriteBlock)!);
    }

    [Fact]
    public void UntouchedMessage_IsUnchanged()
    {
        ProxyRequest request = Messages.Request(Block);
        Assert.False(request.IsChanged);

        _ = (request.Method, request.Headers.Count, request.Raw);
        request.Method = "GET";
        request.Url = "http://h/p?q";
        request.Version = "HTTP/1.1";
        request.Headers["host"] = "h";

        Assert.False(request.IsChanged);
        Assert.Equal(Block, Messages.Written(request));
    }

    [Fact]
    public void ChangedProperty_IsChange()
    {
        Assert.True(Changed(request => request.Method = "get"));
        Assert.True(Changed(request => request.Url = "/"));
        Assert.True(Changed(request => request.Version = "HTTP/1.0"));
        Assert.True(Changed(request => request.Headers.Add("a", "b")));
        Assert.True(Changed(request => request.Headers.Clear()));
    }

    [Fact]
    public void ChangedMessage_KeepsItsRaw()
    {
        ProxyRequest request = Messages.Request(Block);

        request.Method = "POST";

        Assert.Equal(Block, request.Raw);
    }

    [Fact]
    public void ChangedField_LeavesOtherLinesByteForByte()
    {
        ProxyRequest request = Messages.Request(Block);

        request.Url = "/other";
        request.Headers["Host"] = "other";
        request.Headers.Add("Last", "1");

        Assert.Equal("GET /other HTTP/1.1\r\nHost: other\r\nX-Odd:  \t a b \t\r\nx-odd: 2\r\nEmpty:\r\nLast: 1\r\n\r\n", Messages.Written(request));
    }

    [Fact]
    public void BuiltByHand_IsChangedAndWritten()
    {
        ProxyRequest request = new("GET", "/");

        request.Headers.Add("Host", "h");

        Assert.True(request.IsChanged);
        Assert.Equal("", request.Raw);
        Assert.Equal("GET / HTTP/1.1\r\nHost: h\r\n\r\n", Messages.Written(request));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A B")]
    [InlineData("A\rB")]
    [InlineData("A\nB")]
    [InlineData("A\0B")]
    [InlineData("A\u0100")]
    public void StartLinePartThatBreaksTheLine_IsNotWritten(string part)
    {
        Assert.Null(Messages.Written(new ProxyRequest(part, "/")));
        Assert.Null(Messages.Written(new ProxyRequest("GET", part)));
        Assert.Null(Messages.Written(new ProxyRequest("GET", "/", part)));
    }

    [Theory]
    [InlineData("", "v")]
    [InlineData("a b", "v")]
    [InlineData("a:b", "v")]
    [InlineData("a\r\nb", "v")]
    [InlineData("a\0", "v")]
    [InlineData("\u0161", "v")]
    [InlineData("a", "v\r\nInjected: 1")]
    [InlineData("a", "v\n")]
    [InlineData("a", "\r")]
    [InlineData("a", "v\0")]
    [InlineData("a", "\u20AC")]
    public void FieldThatBreaksTheLine_IsNotWritten(string name, string value)
    {
        ProxyRequest request = new("GET", "/");

        request.Headers.Add(name, value);

        Assert.Null(Messages.Written(request));
    }

    [Fact]
    public void RefusedMessage_LeavesOutputAsItWas()
    {
        ByteBuffer output = new(new BufferPool());
        output.Write("before"u8);

        Assert.False(new ProxyRequest("GET", "/", "HTTP/1.1\r\n").TryWriteBlock(output));

        Assert.True(output.Span.SequenceEqual("before"u8));
        output.Release();
    }

    [Fact]
    public void NullArguments_AreRefused()
    {
        ProxyRequest request = new("GET", "/");

        Assert.Throws<ArgumentNullException>(() => new ProxyRequest(null!, "/"));
        Assert.Throws<ArgumentNullException>(() => new ProxyRequest("GET", null!));
        Assert.Throws<ArgumentNullException>(() => new ProxyRequest("GET", "/", null!));
        Assert.Throws<ArgumentNullException>(() => request.Method = null!);
        Assert.Throws<ArgumentNullException>(() => request.Url = null!);
        Assert.Throws<ArgumentNullException>(() => request.Version = null!);
    }

    [Fact]
    public async Task ThreadsThatAskAtOnce_GetTheSameFields()
    {
        for (int round = 0; round < 200; round++)
        {
            ProxyRequest request = Messages.Request(Block);
            using Barrier barrier = new(2);
            HeaderCollection[] seen = await Task.WhenAll(Ask(), Ask());

            Assert.Same(seen[0], seen[1]);
            Task<HeaderCollection> Ask() => Task.Run(() =>
            {
                barrier.SignalAndWait();
                return request.Headers;
            });
        }
    }

    [Fact]
    public void Peek_DoesNotKeepTheStrings()
    {
        ProxyRequest request = Messages.Request(Block);

        Assert.NotSame(request.Peek(), request.Peek());
        _ = request.Method;
        Assert.Same(request.Peek(), request.Peek());
    }

    private static bool Changed(Action<ProxyRequest> change)
    {
        ProxyRequest request = Messages.Request(Block);
        change(request);
        return request.IsChanged;
    }
}
