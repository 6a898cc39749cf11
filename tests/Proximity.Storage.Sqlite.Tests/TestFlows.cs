using System.Text;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Tests;

/// <summary>Flows as tests want them.</summary>
internal static class TestFlows
{
    public static Guid Session { get; } = new("0198f0e2-7c1a-7000-8000-000000000001");

    public static FlowRecord Record(long id, string target = "http://example.com/", byte[]? body = null, Guid? session = null)
        => new(Flow(id, target, body), session ?? Session, "test");

    public static FlowRecord[] Records(long first, int count, Func<long, byte[]?>? body = null)
        => [.. Enumerable.Range(0, count).Select(i => Record(first + i, $"http://example.com/{first + i}", body?.Invoke(first + i)))];

    public static FlowSnapshot Flow(long id, string target = "http://example.com/", byte[]? body = null, string fields = "")
        => Ended(id, target, body, fields).Snapshot();

    /// <summary>The record of an exchange that has ended.</summary>
    public static Flow Ended(long id, string target = "http://example.com/", byte[]? body = null, string fields = "")
    {
        FlowBody content = body is null ? FlowBody.None : FlowBody.Create(FlowBodyState.Complete, body, body.Length);
        var flow = new Flow(
            DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000 + id),
            "10.1.2.3",
            ProxyRequest.FromBlocks(Encoding.Latin1.GetBytes($"GET {target} HTTP/1.1\r\nHost: example.com\r\n\r\n"), null))
        {
            Id = id,
            Response = ProxyResponse.FromBlock(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n{fields}\r\n")),
            Duration = TimeSpan.FromMilliseconds(id % 1000),
        };
        flow.SetBody(BodySide.Request, FlowBody.None);
        flow.SetBody(BodySide.Response, content);
        flow.Completed = true;
        return flow;
    }

    /// <summary>Bytes that nothing makes smaller, the same for the same number.</summary>
    public static byte[] Noise(long seed, int count)
    {
        byte[] bytes = new byte[count];
#pragma warning disable CA5394 // It has to be the same each time.
        new Random((int)seed).NextBytes(bytes);
#pragma warning restore CA5394
        return bytes;
    }

    public static ValueTask<int> Append(this IFlowStore store, params IReadOnlyList<FlowRecord> flows)
        => store.AppendAsync(flows, FlowAppendOptions.Default);
}
