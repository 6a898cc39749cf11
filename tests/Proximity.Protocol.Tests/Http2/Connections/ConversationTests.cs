using Proximity.Protocol.Http2;
using Proximity.Protocol.Http2.Connections;
using Proximity.Protocol.Http2.Fields;
using Proximity.Protocol.Http2.Streams;

namespace Proximity.Protocol.Tests.Http2.Connections;

/// <summary>
/// A client and a server of ours that talk: requests with bodies, echoed, over tiny windows and outputs, the bytes cut anywhere. Every body
/// arrives whole, and all credit comes back.
/// </summary>
public class ConversationTests(ITestOutputHelper output)
{
    private const int Streams = 60;

    [Theory]
    [InlineData(1, 7, 64)]
    [InlineData(2, 100, 40)]
    [InlineData(3, 1, 1000)]
    [InlineData(4, 65_535, 256 * 1024)]
    [InlineData(5, 16, 30)]
    public void Bodies_AreEchoedWhole(int seed, int window, int outputBytes)
    {
        output.WriteLine($"seed {seed}, window {window}, output {outputBytes}");
        var limits = new Http2Limits
        {
            StreamWindowBytes = window,
            MaxOutputBytes = outputBytes,
            MaxConcurrentStreams = 5,
            ConnectionWindowBytes = 65_535,
            Abuse = new AbuseLimits { WindowUpdates = int.MaxValue },
        };
        var talk = new Conversation(new Random(seed), limits);
        talk.Run();
        Assert.Equal(0, talk.Outstanding);
    }

    private sealed class Conversation
    {
        private readonly Random random;
        private readonly BufferPool pool = new();
        private readonly Http2Connection client;
        private readonly Http2Connection server;
        private readonly List<byte> toServer = [];
        private readonly List<byte> toClient = [];
        private readonly Dictionary<int, Sending> echoes = [];
        private readonly Dictionary<int, Sending> requests = [];
        private int finished;

        public Conversation(Random random, Http2Limits limits)
        {
            this.random = random;
            client = new Http2Connection(pool, Http2Role.Client, limits);
            server = new Http2Connection(pool, Http2Role.Server, limits);
        }

        public long Outstanding => pool.Outstanding;

        public void Run()
        {
            for (int turn = 0; finished < Streams; turn++)
            {
                Assert.True(turn < 200_000, $"only {finished} of {Streams} were finished");
                Begin();
                Pump(client, requests);
                Move(client, toServer);
                Read(server, toServer, OnServer);
                Pump(server, echoes);
                Move(server, toClient);
                Read(client, toClient, OnClient);
            }

            Assert.Null(client.Fault);
            Assert.Null(server.Fault);
            Assert.Equal(0, client.StreamCount);
            client.Release();
            server.Release();
        }

        private void Begin()
        {
            if (requests.Count + finished >= Streams || !client.CanOpenStream || !client.HasPeerSettings || random.Next(2) == 0)
            {
                return;
            }

            byte[] body = new byte[random.Next(4) == 0 ? random.Next(3000) : random.Next(10)];
            random.NextBytes(body);
            FieldList head = Http2Input.List(
                ":method: POST", ":scheme: https", ":authority: a", $":path: /{random.Next(9)}",
                $"content-length: {body.Length}", $"x: {random.Next(3)}");
            Http2Stream stream = client.OpenStream(head, endsStream: false);
            requests[stream.Id] = new Sending(stream, [.. body], isWhole: true) { Expected = body };
        }

        /// <summary>Sends what windows and output take; what was echoed counts as consumed at this one place.</summary>
        private static void Pump(Http2Connection connection, Dictionary<int, Sending> all)
        {
            foreach (Sending sending in all.Values.Where(sending => !sending.IsEnded))
            {
                byte[] rest = [.. sending.Bytes];
                int sent = connection.SendData(sending.Stream, rest, sending.IsWhole);
                sending.Bytes.RemoveRange(0, sent);
                sending.IsEnded = sending.IsWhole && sent == rest.Length && !sending.Stream.IsLocalOpen;
                if (sending.IsEcho)
                {
                    connection.Consume(sending.Stream, sent);
                }
            }
        }

        private void Move(Http2Connection connection, List<byte> wire)
        {
            int count = random.Next(3) == 0 ? connection.Output.Length : Math.Min(connection.Output.Length, random.Next(60));
            byte[] all = connection.Output.Span.ToArray();
            wire.AddRange(all.AsSpan(0, count));
            connection.Output.Clear();
            connection.Output.Write(all.AsSpan(count));
        }

        private void Read(Http2Connection connection, List<byte> wire, Action<Http2Connection, EventCopy> take)
        {
            byte[] input = [.. wire[..random.Next(wire.Count + 1)]];
            int at = 0;
            while (true)
            {
                Http2Event happened = connection.Read(input.AsSpan(at), out int consumed);
                at += consumed;
                if (happened.Kind == Http2EventKind.NeedMore)
                {
                    break;
                }

                Assert.NotEqual(Http2EventKind.Failed, happened.Kind);
                take(connection, new EventCopy(happened.Kind, happened.Stream, happened.Data.ToArray(), happened.EndsStream));
            }

            wire.RemoveRange(0, at);
        }

        private void OnServer(Http2Connection connection, EventCopy happened)
        {
            if (happened.Kind == Http2EventKind.Head)
            {
                echoes[happened.Stream!.Id] = new Sending(happened.Stream, [], isWhole: happened.EndsStream) { IsEcho = true };
                Assert.True(connection.SendFields(happened.Stream, Http2Input.List(":status: 200", "x: y"), endsStream: false));
            }
            else if (happened.Kind == Http2EventKind.Data)
            {
                Sending echo = echoes[happened.Stream!.Id];
                echo.Bytes.AddRange(happened.Data);
                echo.IsWhole = happened.EndsStream;
            }
        }

        private void OnClient(Http2Connection connection, EventCopy happened)
        {
            if (happened.Kind != Http2EventKind.Data)
            {
                return;
            }

            Sending request = requests[happened.Stream!.Id];
            request.Received.AddRange(happened.Data);
            connection.Consume(happened.Stream, happened.Data.Length);
            if (happened.EndsStream)
            {
                Assert.Equal(request.Expected, request.Received);
                requests.Remove(happened.Stream.Id);
                connection.Recycle(happened.Stream);
                finished++;
            }
        }
    }

    private sealed record EventCopy(Http2EventKind Kind, Http2Stream? Stream, byte[] Data, bool EndsStream);

    private sealed class Sending(Http2Stream stream, List<byte> bytes, bool isWhole)
    {
        public Http2Stream Stream { get; } = stream;

        public List<byte> Bytes { get; } = bytes;

        public List<byte> Received { get; } = [];

        public byte[] Expected { get; init; } = [];

        public bool IsWhole { get; set; } = isWhole;

        public bool IsEnded { get; set; }

        public bool IsEcho { get; init; }
    }
}
