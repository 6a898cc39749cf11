using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Proximity.Protocol.Faults;
using Proximity.Tests.Wires;
using Proximity.Wires;

namespace Proximity.Tests.Server;

public class SlowClientTests
{
    [Fact]
    public async Task BodyThatDrips_Is408()
    {
        var time = new FakeTimeProvider();
        MemoryNetwork? network = null;
        await using Harness harness = await Harness.StartAsync(options => options.TimeProvider = time, between: memory => network = memory);
        Listener silent = network!.Listen(IPAddress.Loopback, 0);
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync(Encoding.Latin1.GetBytes($"POST http://origin.test:{silent.EndPoint.Port}/ HTTP/1.1\r\nHost: origin.test:{silent.EndPoint.Port}\r\nContent-Length: 1000\r\n\r\n"));
        Wire origin = (await silent.AcceptAsync())!;
        await Harness.ReadUntilAsync(origin, "\r\n\r\n");

        Task<string> answer = Harness.ReadToEndAsync(client);
        byte[] one = "x"u8.ToArray();
        do
        {
            // A second of the proxy's clock for each byte that has come through.
            for (int tick = 0; tick < 20; tick++)
            {
                time.Advance(TimeSpan.FromMilliseconds(50));
            }
        }
        while ((await client.WriteAsync(one)).IsOk && (await origin.ReadAsync(one)).Count > 0);

        client.ShutdownWrite();
        Assert.StartsWith("HTTP/1.1 408 ", await answer.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        client.Close();
        await harness.Proxy.StopAsync();
        Assert.Equal(ErrorCodes.ClientTooSlow, Assert.Single(harness.Errors).Code);
        Assert.Equal(ErrorCodes.ClientTooSlow, Assert.Single(harness.Completed).ErrorCode);
        Assert.Equal(0, harness.Proxy.OutstandingBuffers);
        silent.Close();
    }
}
