using Proximity.Protocol.Http2;
using Proximity.Protocol.Http2.Connections;
using Proximity.Protocol.Http2.Fields;
using Proximity.TestsOfAll;

namespace Proximity.Protocol.Tests.Http2.Connections;

/// <summary>A request like the one before it, and its answer, allocate nothing at either end.</summary>
public class ConnectionAllocationTests
{
    private const int Rounds = 200;

    [Fact]
    public void RepeatedExchange_AllocatesNothing()
    {
        var pool = new BufferPool();
        var client = new Http2Connection(pool, Http2Role.Client, Http2Limits.Default);
        var server = new Http2Connection(pool, Http2Role.Server, Http2Limits.Default);
        FieldList request = Http2Input.List(
            ":method: GET", ":scheme: https", ":authority: a.test", ":path: /some/path", "user-agent: x/1", "accept: */*");
        FieldList response = Http2Input.List(":status: 200", "content-type: text/plain", "content-length: 5", "server: y");
        Move(client, server, null);
        Move(server, client, null);
        Move(client, server, null);
        Exchange(client, server, request, response);
        Exchange(client, server, request, response);
        long allocated = Allocations.OfRound(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Exchange(client, server, request, response);
            }
        });

        Assert.Equal(0, allocated);
    }

    private static void Exchange(Http2Connection client, Http2Connection server, FieldList request, FieldList response)
    {
        client.OpenStream(request, endsStream: true);
        Move(client, server, response);
        Move(server, client, null);
        client.BeginPeriod();
        server.BeginPeriod();
    }

    private static void Move(Http2Connection from, Http2Connection to, FieldList? response)
    {
        ReadOnlySpan<byte> input = from.Output.Span;
        Http2Event happened;
        do
        {
            happened = to.Read(input, out int consumed);
            input = input[consumed..];
            if (happened.Kind == Http2EventKind.Head && response is not null)
            {
                to.SendFields(happened.Stream!, response, endsStream: false);
                to.SendData(happened.Stream!, "hello"u8, endsStream: true);
                to.Recycle(happened.Stream!);
            }
            else if (happened.EndsStream)
            {
                to.Recycle(happened.Stream!);
            }
        }
        while (happened.Kind != Http2EventKind.NeedMore);
        Assert.True(input.IsEmpty);
        from.Output.Clear();
    }
}
