using System.Text;
using Proximity.Flows;
using Proximity.Wires;

namespace Proximity.Tests.Server;

public class BodyOptionTests
{
    [Theory]
    [InlineData(-1, 64 * 1024)]
    [InlineData(1, 64 * 1024)]
    [InlineData(1L << 33, 1L << 33)]
    public async Task MaxFlowBytes_IsAtLeast64KiB(long said, long expected)
    {
        await using Harness harness = await Harness.StartAsync(options => options.MaxFlowBytes = said);
        Assert.Equal(expected, harness.Proxy.Flows.MaxBytes);
    }

    [Fact]
    public void Defaults_AreThoseOfTheDocumentation()
    {
        var options = new ProxyOptions();
        Assert.Equal((true, 256 * 1024, 64L * 1024 * 1024), (options.CaptureBodies, options.MaxBodyBytes, options.MaxFlowBytes));
    }

    [Fact]
    public async Task MaxBodyBytesBelowZero_KeepsNothing()
    {
        await using Harness harness = await Harness.StartAsync(options => options.MaxBodyBytes = -1);
        await harness.GetAsync();
        await harness.SettleAsync();
        FlowBody body = Assert.Single(harness.Proxy.Flows).ResponseBody;
        Assert.Equal((FlowBodyState.NotKept, NotKeptReason.Limit, 2), (body.State, body.NotKept, body.TotalBytes));
    }

    [Fact]
    public async Task ResponseOfTheProxyItself_HasItsBody()
    {
        await using Harness harness = await Harness.StartAsync();
        await harness.ExchangeAsync(
            "TRACE http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\nMax-Forwards: 0\r\nConnection: close\r\n\r\n");
        await harness.SettleAsync();
        FlowBody body = Assert.Single(harness.Proxy.Flows).ResponseBody;
        Assert.Equal(FlowBodyState.Complete, body.State);
        Assert.StartsWith("TRACE http://origin.test/ HTTP/1.1\r\n", Encoding.ASCII.GetString(body.Bytes.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ErrorAnswer_IsNoBodyOfTheFlow()
    {
        await using Harness harness = await Harness.StartAsync();
        await harness.ExchangeAsync("GET http://origin.test:1/gone HTTP/1.1\r\nHost: h\r\n\r\n");
        await harness.SettleAsync();
        Flow flow = Assert.Single(harness.Proxy.Flows);
        Assert.Equal((502, FlowBodyState.None), (flow.AnsweredStatus, flow.ResponseBody.State));
    }

    [Fact]
    public async Task HeadBeyondTheLimit_ItsRawBytesAreNoBody()
    {
        string head = $"HTTP/1.1 200 OK\r\nX-Long: {new string('x', 5000)}\r\nContent-Length: 2\r\n\r\nok";
        await using Harness harness = await Harness.StartAsync(options => options.MaxHeaderBytes = 1024, head);
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes($"GET http://origin.test:{harness.OriginPort}/ HTTP/1.1\r\nHost: h\r\n\r\n"));
        await Harness.ReadUntilAsync(client, "\r\n\r\nok");
        client.Close();
        await harness.Proxy.StopAsync();
        Flow flow = Assert.Single(harness.Proxy.Flows);
        Assert.Equal(("response_headers_too_large", FlowBodyState.None), (flow.ErrorCode, flow.ResponseBody.State));
    }

    [Fact]
    public async Task ExportedAndLoaded_BodiesAreThere()
    {
        await using Harness harness = await Harness.StartAsync();
        await harness.GetAsync();
        await harness.Proxy.Flows.WaitAsync(cancellationToken: TestContext.Current.CancellationToken);
        string path = Path.GetTempFileName();
        try
        {
            Assert.True(harness.Proxy.ExportFlows(path));
            harness.Proxy.ClearFlows();
            Assert.True(harness.Proxy.LoadFlows(path));
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Equal("ok", Encoding.ASCII.GetString(Assert.Single(harness.Proxy.Flows).ResponseBody.Bytes.Span));
        Assert.Equal(harness.Proxy.Flows.Sum(flow => flow.MeasureBodies() + flow.MeasureRest()), harness.Proxy.Flows.Bytes);
    }
}
