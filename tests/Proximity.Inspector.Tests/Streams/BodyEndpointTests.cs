using System.IO.Compression;
using System.Text;
using Proximity.Flows;
using Proximity.Inspector.Tests.Live;
using Proximity.Stores;

namespace Proximity.Inspector.Tests.Streams;

/// <summary>Bodies as files.</summary>
public class BodyEndpointTests
{
    private static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<script>alert(1)</script>\n", 20_000)));

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", true)]
    [InlineData("true", false)]
    [InlineData("false", false)]
    public async Task Body_IsGivenWholeAsAnAttachment(string decoded, bool isDurable)
    {
        await using RunningInspector inspector = await StartAsync(Coded(Gzip(Text)), isDurable);

        using HttpResponseMessage answer = await inspector.Http.GetAsync($"/api/flows/1/body/response/content?decoded={decoded}");

        Assert.Equal(decoded == "true" ? Text : Gzip(Text), await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal(decoded, answer.Headers.GetValues("Proximity-Decoded").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task CutBody_IsDecodedAsFarAsItGoes()
    {
        byte[] cut = Gzip(Text)[..^20];
        await using RunningInspector inspector = await StartAsync(
            FlowBody.Create(FlowBodyState.Truncated, cut, cut.Length + 20).WithFields(["gzip"], []), isDurable: true);

        byte[] answer = await inspector.Http.GetByteArrayAsync("/api/flows/1/body/response/content");

        Assert.NotEmpty(answer);
        Assert.True(Text.AsSpan().StartsWith(answer));
    }

    [Fact]
    public async Task UnknownCoding_LeavesTheBodyAsItIs()
    {
        await using RunningInspector inspector = await StartAsync(
            FlowBody.Create(FlowBodyState.Complete, Text, Text.Length).WithFields(["strange"], []), isDurable: true);

        using HttpResponseMessage answer = await inspector.Http.GetAsync("/api/flows/1/body/response/content");

        Assert.Equal(Text, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("false", answer.Headers.GetValues("Proximity-Decoded").Single());
    }

    [Theory]
    [InlineData("/api/flows/2/body/response/content", 404)]
    [InlineData("/api/flows/-7/body/response/content", 404)]
    [InlineData("/api/flows/x/body/response/content", 400)]
    [InlineData("/api/flows/1/body/other/content", 400)]
    [InlineData("/api/flows/1/body/response/content?decoded=maybe", 400)]
    public async Task WhatIsNotThere_IsAnError(string path, int status)
    {
        await using RunningInspector inspector = await StartAsync(FlowBody.None, isDurable: true);

        using HttpResponseMessage answer = await inspector.Http.GetAsync(path);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Null(answer.Content.Headers.ContentDisposition);
    }

    [Fact]
    public async Task NoBody_IsEmpty()
    {
        await using RunningInspector inspector = await StartAsync(FlowBody.None, isDurable: true);

        Assert.Empty(await inspector.Http.GetByteArrayAsync("/api/flows/1/body/request/content"));
    }

    private static FlowBody Coded(byte[] bytes) => FlowBody.Create(FlowBodyState.Complete, bytes, bytes.Length).WithFields(["gzip"], []);

    private static byte[] Gzip(byte[] bytes)
    {
        using var coded = new MemoryStream();
        using (var gzip = new GZipStream(coded, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return coded.ToArray();
    }

    private static async Task<RunningInspector> StartAsync(FlowBody body, bool isDurable)
    {
        var store = new MemoryFlowStore();
        var proxy = new MemoryStoreProxy { Store = store, Instead = isDurable ? new GivesFewStore(store, few: 1000) : null };
        await proxy.AddAsync(1, id => MemoryStoreProxy.Of(id, 200, "/", body));
        return await RunningInspector.StartAsync(proxy);
    }
}
