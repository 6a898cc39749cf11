using System.Text;
using Proximity.Protocol.Heads;
using Proximity.Protocol.WebSockets;

namespace Proximity.Protocol.Tests.WebSockets;

public class ExtensionsTests
{
    private static readonly DeflateParameters Plain = new(NoContextTakeover: false, 15);

    [Theory]
    [InlineData("")]
    [InlineData("Sec-WebSocket-Extensions:\r\n")]
    [InlineData("Sec-WebSocket-Protocol: permessage-deflate\r\n")]
    public void NoExtension_IsNone(string fields) => Assert.Equal(default, Read(fields));

    [Theory]
    [InlineData("permessage-deflate", false, 15, false, 15)]
    [InlineData("Permessage-Deflate ; client_no_context_takeover", true, 15, false, 15)]
    [InlineData("permessage-deflate;server_no_context_takeover", false, 15, true, 15)]
    [InlineData("permessage-deflate; server_max_window_bits=10; client_max_window_bits=\"9\"", false, 9, false, 10)]
    [InlineData("permessage-deflate; CLIENT_no_context_takeover; server_no_context_takeover; client_max_window_bits=8", true, 8, true, 15)]
    public void Deflate_IsReadForBothDirections(string value, bool clientAlone, int clientBits, bool originAlone, int originBits) => Assert.Equal(
        new Extensions(HasUnknown: false, new DeflateParameters(clientAlone, clientBits), new DeflateParameters(originAlone, originBits)),
        Read($"sec-websocket-extensions: {value}\r\n"));

    [Theory]
    [InlineData("x-other")]
    [InlineData("permessage-deflate, x-other")]
    [InlineData("permessage-deflate, permessage-deflate")]
    [InlineData("permessage-deflate; what")]
    [InlineData("permessage-deflate; server_max_window_bits")]
    [InlineData("permessage-deflate; server_max_window_bits=7")]
    [InlineData("permessage-deflate; server_max_window_bits=16")]
    [InlineData("permessage-deflate; server_max_window_bits=08")]
    [InlineData("permessage-deflate; client_no_context_takeover=1")]
    [InlineData("permessage-deflate; client_no_context_takeover; client_no_context_takeover")]
    public void AnythingElse_IsUnknown(string value) => Assert.Equal(new Extensions(HasUnknown: true, null, null), Read($"Sec-WebSocket-Extensions: {value}\r\n"));

    [Fact]
    public void TwoFields_AreOneList()
    {
        Assert.True(Read("Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Extensions: x-other\r\n").HasUnknown);
        Assert.Equal(Plain, Read("Sec-WebSocket-Extensions: ,\r\nSec-WebSocket-Extensions: permessage-deflate\r\n").FromClient);
    }

    private static Extensions Read(string fields)
    {
        var head = new ResponseHead(new BufferPool());
        int scanned = 0;
        ParseResult result = HeadParser.ParseResponse(Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\n{fields}\r\n"), new HeadLimits(65_536, 100, IsLenient: false), head, ref scanned);
        Assert.Equal(ParseState.Done, result.State);
        return Extensions.Read(head);
    }
}
