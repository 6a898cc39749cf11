using System.Buffers;
using Proximity.Stores;
using Proximity.Stores.Spooling;

namespace Proximity.Flows.Tests.Stores.Spooling;

/// <summary>Flows that lie in spools, and segments as bytes.</summary>
internal static class SpoolRecords
{
    public const uint Mark = 0x5EC7_0401;

    public static Guid Session { get; } = new("0198f0e2-7c1a-7000-8000-000000000001");

    public static FlowRecord Record(long id, byte[]? body = null) => new(
        new FlowSnapshot(new RequestSnapshot("GET", "http://a.example/", []), "127.0.0.1")
        {
            Id = id,
            Response = body is null
                ? null : new ResponseSnapshot(200, "OK", [], FlowBody.Create(FlowBodyState.Complete, body, body.Length)),
        },
        Session);

    public static FlowRecord[] Records(long first, int count, int bodyBytes = 0)
        => [.. Enumerable.Range(0, count).Select(i => Record(first + i, bodyBytes == 0 ? null : new byte[bodyBytes]))];

    public static byte[] Encoded(FlowRecord record)
    {
        var content = new ArrayBufferWriter<byte>();
        FlowRecordCodec.Write(record, content);
        return content.WrittenSpan.ToArray();
    }

    public static byte[] Segment(params IEnumerable<byte[]> contents)
    {
        var output = new ArrayBufferWriter<byte>();
        uint ordinal = 0;
        foreach (byte[] content in contents)
        {
            SpoolFrames.Write(output, Mark, ordinal++, content);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>The ids of all flows that wait, as they are read batch by batch, each delivered before the next is read.</summary>
    public static List<long> Drain(this FlowSpool spool)
    {
        List<long> ids = [];
        while (spool.Read() is { Count: > 0 } batch)
        {
            ids.AddRange(batch.Select(record => record.Flow.Id));
            spool.Deliver(batch.Count);
        }

        return ids;
    }

    public static FlowStoreCounters Counters(this FlowSpool spool) => spool.AddTo(new FlowStoreCounters());

    public static IEnumerable<long> Ids(long first, long last)
        => Enumerable.Range((int)first, (int)(last - first + 1)).Select(id => (long)id);
}
