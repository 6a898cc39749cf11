using BenchmarkDotNet.Attributes;
using Proximity.Origins;
using Proximity.Protocol;
using Proximity.Timing;
using Proximity.Wires;

namespace Proximity.Micro;

/// <summary>Lending: a buffer from the buffers' pool, and a connection from the origins'. The connection's wire is one in memory, which is asked whether it is quiet as a socket would be.</summary>
public class PoolBenchmarks
{
    private readonly BufferPool buffers = new();
    private readonly Hop hop = new("origin.example", 80);
    private readonly OriginPool origins = new(new OriginPoolLimits(TimeSpan.FromMinutes(10), 64, 1024), new DeadlineClock(TimeProvider.System));

    public PoolBenchmarks()
    {
        for (var count = 0; count < 16; count++)
        {
            origins.Return(new OriginConnection(MemoryWire.CreatePair().Near, hop, buffers));
        }
    }

    [Benchmark]
    public int RentBuffer()
    {
        var buffer = buffers.Rent(4096);
        buffers.Return(buffer);
        return buffer.Length;
    }

    [Benchmark]
    public bool RentConnection()
    {
        var connection = origins.TryRent(hop, affinity: null)!;
        origins.Return(connection);
        return connection.IsReused;
    }
}
