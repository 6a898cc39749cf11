using System.Text.Json;

namespace Proximity.Flows.Tests;

public sealed class FlowFileExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task EveryField_IsWrittenAsDocumented()
    {
        Flow flow = CompleteFlow();

        Assert.Null(await ExportAsync("flows.json", [flow]));

        const string Expected = """
            {
              "7": {
                "id": 7,
                "timestamp": "2025-03-04 05:06:07.089",
                "clientIP": "192.0.2.1",
                "request": {
                  "method": "GET",
                  "url": "http://h/?a=1&b=\"2\"",
                  "version": "HTTP/1.1",
                  "headers": {
                    "host": "h",
                    "x-two": [
                      "1",
                      "2"
                    ],
                    "x-é": "ÿ"
                  },
                  "streamed": true,
                  "raw": "GET http://h/?a=1&b=\"2\" HTTP/1.1\r\nHost: h\r\nX-Two: 1\r\nX-É: ÿ\r\nx-two: 2\r\n\r\n"
                },
                "response": {
                  "version": "HTTP/1.1",
                  "status": 200,
                  "statusText": "OK",
                  "headers": {},
                  "streamed": true,
                  "raw": "HTTP/1.1 200 OK\r\n\r\n"
                },
                "duration": 12.5,
                "timings": {
                  "dns": 0.0001,
                  "connect": 1,
                  "send": 0,
                  "wait": 10.25,
                  "receive": 3600000
                },
                "intercepted": true,
                "modified": true,
                "completed": true,
                "errorCode": "client_read_failed",
                "requestBytes": 123,
                "responseBytes": 9876543210
              }
            }
            """;
        Assert.Equal(Expected, folder.Read("flows.json"));
    }

    [Fact]
    public async Task FlowUnderWay_LeavesResponseAndErrorCodeOut()
    {
        Assert.Null(await ExportAsync("flows.json", [FlowTableTests.NewFlow(1)]));

        using JsonDocument document = JsonDocument.Parse(folder.Read("flows.json"));
        JsonElement flow = document.RootElement.GetProperty("1");
        Assert.False(flow.TryGetProperty("response", out _));
        Assert.False(flow.TryGetProperty("errorCode", out _));
        Assert.False(flow.GetProperty("completed").GetBoolean());
        Assert.Equal(0, flow.GetProperty("duration").GetInt32());
    }

    [Fact]
    public async Task NoFlows_AreAnEmptyObject()
    {
        Assert.Null(await ExportAsync("flows.json", []));

        Assert.Equal("{}", folder.Read("flows.json"));
    }

    [Fact]
    public async Task OldFile_IsReplacedAndNothingElseLeft()
    {
        folder.Write("flows.json", new string('x', 10_000));

        Assert.Null(await ExportAsync("flows.json", []));

        Assert.Equal("{}", folder.Read("flows.json"));
        Assert.Equal(["flows.json"], folder.FileNames);
    }

    [Fact]
    public async Task FailingEnumerator_LeavesOldFileWhole()
    {
        folder.Write("flows.json", "old");

        await Assert.ThrowsAsync<InvalidOperationException>(() => ExportAsync("flows.json", FailAfter(5000)));

        Assert.Equal("old", folder.Read("flows.json"));
        Assert.Equal(["flows.json"], folder.FileNames);
    }

    [Fact]
    public async Task FullDisk_IsReturnedAndLeavesOldFileWhole()
    {
        folder.Write("flows.json", "old");

        Exception? error = await ExportAsync("flows.json", FailAfter(5000, new IOException("No space left on device")));

        Assert.IsType<IOException>(error);
        Assert.Equal("old", folder.Read("flows.json"));
        Assert.Equal(["flows.json"], folder.FileNames);
    }

    [Fact]
    public async Task Cancellation_LeavesOldFileWhole()
    {
        folder.Write("flows.json", "old");
        using CancellationTokenSource source = new();

        Task<Exception?> export = FlowFile.ExportAsync(folder.PathOf("flows.json"), CancelAfter(5000, source), source.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => export);
        Assert.Equal("old", folder.Read("flows.json"));
        Assert.Equal(["flows.json"], folder.FileNames);
    }

    [Fact]
    public async Task ManyFlows_AreWrittenInPieces()
    {
        CountingStream stream = new();

        await FlowJsonWriter.WriteAsync(stream, Enumerable.Range(1, 5000).Select(id => FlowTableTests.NewFlow(id)), CancellationToken.None);

        Assert.InRange(stream.LongestWrite, 1, 128 * 1024);
        Assert.True(stream.Length > 1_000_000);
    }

    [Fact]
    public async Task Export_DoesNotKeepSplitHeads()
    {
        ProxyRequest request = Messages.Request("GET / HTTP/1.1\r\n\r\n");

        await ExportAsync("flows.json", [new Flow(DateTimeOffset.UnixEpoch, "", request) { Id = 1 }]);

        Assert.NotSame(request.Peek(), request.Peek());
    }

    [Fact]
    public async Task FieldsChangedMeanwhile_DoNotDisturbTheExport()
    {
        Flow flow = FlowTableTests.NewFlow(1);
        using CancellationTokenSource done = new();
        Task changing = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                flow.Request.Headers.Add("A", "1");
                flow.Request.Headers.Add("B", "2");
                flow.Request.Headers.Clear();
            }
        });

        Exception? error = await ExportAsync("flows.json", Enumerable.Repeat(flow, 5000));
        await done.CancelAsync();
        await changing;

        Assert.Null(error);
    }

    private static Flow CompleteFlow() => new(
        new DateTimeOffset(2025, 3, 4, 5, 6, 7, 89, TimeSpan.FromHours(11)),
        "192.0.2.1",
        Messages.Request("GET http://h/?a=1&b=\"2\" HTTP/1.1\r\nHost: h\r\nX-Two: 1\r\nX-É: ÿ\r\nx-two: 2\r\n\r\n"))
    {
        Id = 7,
        Response = Messages.Response("HTTP/1.1 200 OK\r\n\r\n"),
        Duration = TimeSpan.FromMilliseconds(12.5),
        Timings = new(new TimeSpan(1), TimeSpan.FromMilliseconds(1), default, TimeSpan.FromMilliseconds(10.25), TimeSpan.FromHours(1)),
        Intercepted = true,
        Modified = true,
        Completed = true,
        ErrorCode = "client_read_failed",
        RequestBytes = 123,
        ResponseBytes = 9_876_543_210,
    };

    private static IEnumerable<Flow> FailAfter(int count, Exception? exception = null)
    {
        for (int id = 1; id <= count; id++)
        {
            yield return FlowTableTests.NewFlow(id);
        }

        throw exception ?? new InvalidOperationException("made to fail");
    }

    private static IEnumerable<Flow> CancelAfter(int count, CancellationTokenSource source)
    {
        for (int id = 1; id <= count; id++)
        {
            yield return FlowTableTests.NewFlow(id);
        }

        source.Cancel();
    }

    private Task<Exception?> ExportAsync(string name, IEnumerable<Flow> flows)
        => FlowFile.ExportAsync(folder.PathOf(name), flows, CancellationToken.None);

    /// <summary>Remembers the longest write.</summary>
    private sealed class CountingStream : MemoryStream
    {
        public int LongestWrite { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            LongestWrite = Math.Max(LongestWrite, buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
