using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>
/// Writes one flow into memory, beside all else, when the first store of the process is opened: what the runtime compiles at the first call
/// would otherwise be compiled while the first flows wait, and they are lost when the process is killed meanwhile.
/// </summary>
internal static class WarmUp
{
    private const string InMemory = ":memory:";

    private static int isBegun;

    /// <summary>Begins once.</summary>
    public static void Begin()
    {
        if (Interlocked.Exchange(ref isBegun, 1) == 0)
        {
            _ = Task.Run(Run);
        }
    }

    private static void Run()
    {
        try
        {
            using FlowWriter writer = FlowWriter.Open(InMemory, new SqliteFlowStoreOptions { MaxFlows = 1 });
            writer.Append([Record(1), Record(2)], FlowAppendOptions.Default, CancellationToken.None);
            writer.PruneBehind(1);
        }
        catch (FlowStoreException)
        {
            // The first batch of the store fails in the same way, and its caller hears of it.
        }
    }

    private static FlowRecord Record(long id)
    {
        FlowBody body = FlowBody.Create(FlowBodyState.Complete, new byte[16], 16);
        var request = new RequestSnapshot(ProxyRequest.FromBlock("GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray()), FlowBody.None);
        var head = ProxyResponse.FromBlock("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"u8.ToArray());
        var flow = new FlowSnapshot(request, "127.0.0.1") { Id = id, Response = new ResponseSnapshot(head, body), Completed = true };
        return new FlowRecord(flow, Guid.Empty);
    }
}
