using System.Globalization;
using System.Text;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.Client.ObjectStore;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Storage.Nats.Tests;

public sealed class NatsFlowSinkTests : IAsyncLifetime
{
    private static readonly Guid Session = new("0198f0e2-7c1a-7000-8000-000000000001");

    private NatsServer server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await NatsServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Flows_AreMessages_InTheirOrder()
    {
        await using NatsFlowSink sink = await NatsFlowSink.OpenAsync(server.Url, null, Cancellation);

        Assert.Equal(100, await AppendAsync(sink, [.. Records(1, 100)]));

        List<StoredMessage> messages = await ReadAsync();
        Assert.Equal(Enumerable.Range(1, 100), messages.Select(message => (int)FlowRecordCodec.Read(message.Data).Flow.Id));
        Assert.All(messages, message => Assert.Equal("flows.my%20proxy.api%2Eexample%2Ecom", message.Subject));
        FlowRecord first = FlowRecordCodec.Read(messages[0].Data);
        Assert.Equal((Session, "my proxy", "answer 1"), (first.Session, first.ProxyName, Text(first.Flow.Response!.Body)));
        Assert.Equal(100, (await sink.GetStatusAsync(Cancellation)).Count);
    }

    [Fact]
    public async Task FlowsGivenAgain_AreThereOnce()
    {
        await using NatsFlowSink sink = await NatsFlowSink.OpenAsync(server.Url, null, Cancellation);
        await AppendAsync(sink, [.. Records(1, 10)]);

        Assert.Equal(5, await AppendAsync(sink, [.. Records(6, 10)]));

        Assert.Equal(15, (await ReadAsync()).Count);
    }

    [Fact]
    public async Task BodyTooLargeForAMessage_IsInTheObjectStore()
    {
        byte[] body = new byte[3 * 1024 * 1024];
        body[^1] = 7;
        await using NatsFlowSink sink = await NatsFlowSink.OpenAsync(server.Url, null, Cancellation);

        await AppendAsync(sink, [new FlowRecord(Flow(1, body), Session)]);

        StoredMessage message = Assert.Single(await ReadAsync());
        string name = $"{Session:N}.1.response";
        Assert.Contains($"{NatsFlowSink.ResponseBodyHeader}: {name}", Headers(message), StringComparison.Ordinal);
        Assert.DoesNotContain(NatsFlowSink.RequestBodyHeader, Headers(message), StringComparison.Ordinal);
        Assert.Equal(0, FlowRecordCodec.Read(message.Data).Flow.Response!.Body.Bytes.Length);
        await using var connection = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        INatsObjStore objects = await new NatsObjContext(new NatsJSContext(connection)).GetObjectStoreAsync("FLOWS", Cancellation);
        byte[] kept = await objects.GetBytesAsync(name, Cancellation);
        Assert.Equal(body, FlowRecordCodec.Read(message.Data, default, kept).Flow.Response!.Body.Bytes.ToArray());
    }

    [Theory]
    [InlineData(1_046_000)]
    [InlineData(1_048_000)]
    [InlineData(1_048_576)]
    [InlineData(1_049_000)]
    public async Task BodyNearTheServersLimit_IsTaken(int length)
    {
        await using NatsFlowSink sink = await NatsFlowSink.OpenAsync(server.Url, null, Cancellation);

        Assert.Equal(1, await AppendAsync(sink, [new FlowRecord(Flow(1, new byte[length]), Session)]));
    }

    [Fact]
    public async Task HeadTooLargeForAMessage_IsRefused()
    {
        string url = "http://a.example/" + new string('x', 2_000_000);
        var flow = new FlowSnapshot(new RequestSnapshot("GET", url, []), "127.0.0.1") { Id = 1 };
        await using NatsFlowSink sink = await NatsFlowSink.OpenAsync(server.Url, null, Cancellation);

        var refused = await Assert.ThrowsAsync<FlowStoreException>(() => AppendAsync(sink, [new FlowRecord(flow, Session)]));

        Assert.Equal((FlowStoreProblem.Refused, false), (refused.Problem, refused.MayPass));
    }

    [Fact]
    public async Task StreamThatIsFull_SaysSo()
    {
        await using (var connection = new NatsConnection(NatsOpts.Default with { Url = server.Url }))
        {
            var full = new StreamConfig("FLOWS", ["flows.*.*"]) { MaxBytes = 2000, Discard = StreamConfigDiscard.New };
            await new NatsJSContext(connection).CreateStreamAsync(full, Cancellation);
        }

        await using NatsFlowSink sink = await NatsFlowSink.OpenAsync(server.Url, null, Cancellation);

        var refused = await Assert.ThrowsAsync<FlowStoreException>(() => AppendAsync(sink, [.. Records(1, 20)]));

        Assert.Equal((FlowStoreProblem.Full, true), (refused.Problem, refused.MayPass));
    }

    [Fact]
    public async Task ServerKilledUnderLoad_LosesNothing()
    {
        const int Batches = 40;
        const int BatchFlows = 25;
        await using NatsFlowSink sink = await NatsFlowSink.OpenAsync(server.Url, null, Cancellation);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int> writing = Task.Run(
            async () =>
            {
                int failures = 0;
                for (int batch = 0; batch < Batches; batch++)
                {
                    failures += await AppendUntilTakenAsync(sink, [.. Records(1 + (batch * BatchFlows), BatchFlows)], limit.Token);
                    if (batch == 10)
                    {
                        running.TrySetResult();
                    }
                    else if (batch == Batches - 5)
                    {
                        await killed.Task.WaitAsync(limit.Token);
                    }
                }

                return failures;
            },
            limit.Token);

        await running.Task.WaitAsync(limit.Token);
        await server.KillAsync();
        killed.SetResult();
        await server.StartAgainAsync();

        await writing;
        long[] ids = [.. (await ReadAsync()).Select(message => FlowRecordCodec.Read(message.Data).Flow.Id)];
        Assert.Equal(Enumerable.Range(1, Batches * BatchFlows).Select(id => (long)id), ids.Order());
    }

    [Fact]
    public async Task WhatAStreamCannot_IsNotSupported()
    {
        await using NatsFlowSink sink = await NatsFlowSink.OpenAsync(server.Url, null, Cancellation);

        Assert.False(sink.Capabilities.CanRead);
        await Assert.ThrowsAsync<NotSupportedException>(async () => await sink.QueryAsync(new FlowQuery(), Cancellation));
        await sink.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => AppendAsync(sink, [.. Records(1, 1)]));
    }

    [Fact]
    public async Task ServerThatIsNotThere_IsUnavailable()
    {
        await server.KillAsync();

        var gone = await Assert.ThrowsAsync<FlowStoreException>(() => NatsFlowSink.OpenAsync(server.Url, null, Cancellation));

        Assert.Equal(FlowStoreProblem.Unavailable, gone.Problem);
    }

    [Theory]
    [InlineData(null, "_")]
    [InlineData("", "_")]
    [InlineData("_", "%5F")]
    [InlineData("a_b-c", "a_b-c")]
    [InlineData("example.com", "example%2Ecom")]
    [InlineData("*", "%2A")]
    [InlineData(">", "%3E")]
    [InlineData("a b\r\n\0%", "a%20b%0D%0A%00%25")]
    [InlineData("é", "%C3%A9")]
    [InlineData("::1", "::1")]
    public void Word_HoldsNothingThatASubjectMayNot(string? text, string word) => Assert.Equal(word, FlowSubject.Word(text));

    [Fact]
    public void LongWord_IsShort_AndTellsOthersApart()
    {
        string one = FlowSubject.Word(new string('a', 5000) + "1");
        string other = FlowSubject.Word(new string('a', 5000) + "2");

        Assert.Equal((200, 200), (one.Length, other.Length));
        Assert.NotEqual(one, other);
    }

    /// <returns>How often it failed before.</returns>
    private static async Task<int> AppendUntilTakenAsync(NatsFlowSink sink, FlowRecord[] batch, CancellationToken cancellationToken)
    {
        for (int failures = 0; ; failures++)
        {
            try
            {
                await sink.AppendAsync(batch, FlowAppendOptions.Default, cancellationToken);
                return failures;
            }
            catch (FlowStoreException exception) when (exception.MayPass)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
            }
        }
    }

    private static Task<int> AppendAsync(NatsFlowSink sink, IReadOnlyList<FlowRecord> batch)
        => sink.AppendAsync(batch, FlowAppendOptions.Default, Cancellation).AsTask();

    private static IEnumerable<FlowRecord> Records(long first, int count) => Enumerable.Range(0, count).Select(i => new FlowRecord(
        Flow(first + i, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"answer {first + i}"))), Session, "my proxy"));

    private static FlowSnapshot Flow(long id, byte[] body)
        => new(new RequestSnapshot("GET", "http://api.example.com/", [KeyValuePair.Create("host", "api.example.com")]), "127.0.0.1")
        {
            Id = id,
            Timestamp = DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000 + id),
            Response = new ResponseSnapshot(200, "OK", [], FlowBody.Create(FlowBodyState.Complete, body, body.Length)),
            Completed = true,
        };

    private static string Text(FlowBody body) => Encoding.UTF8.GetString(body.Bytes.Span);

    private static string Headers(StoredMessage message) => Encoding.ASCII.GetString(Convert.FromBase64String(message.Hdrs!));

    /// <summary>All messages of the stream, by the numbers that the server gave.</summary>
    private async Task<List<StoredMessage>> ReadAsync()
    {
        List<StoredMessage> messages = [];
        await using var connection = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        INatsJSStream stream = await new NatsJSContext(connection).GetStreamAsync("FLOWS", null, Cancellation);
        for (ulong number = 1; number <= (ulong)stream.Info.State.LastSeq; number++)
        {
            messages.Add((await stream.GetAsync(new StreamMsgGetRequest { Seq = number }, Cancellation)).Message);
        }

        return messages;
    }
}
