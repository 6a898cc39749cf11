using System.Text.Json;
using Proximity.Flows;

namespace Proximity.Inspector.Tests.Streams;

/// <summary>Flows as files, without a bound on their number.</summary>
public class ExportEndpointTests
{
    [Fact]
    public async Task AllFlows_AreWritten()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        await inspector.Proxy.AddAsync(1500);

        using HttpResponseMessage answer = await inspector.Http.GetAsync("/api/export/file?format=har");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.EndsWith(".har", answer.Content.Headers.ContentDisposition?.FileName?.Trim('"'), StringComparison.Ordinal);
        using JsonDocument har = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(1500, har.RootElement.GetProperty("log").GetProperty("entries").GetArrayLength());
    }

    [Theory]
    [InlineData("json")]
    [InlineData("jsonl")]
    [InlineData("mitmproxy")]
    [InlineData("saz")]
    [InlineData("curl")]
    [InlineData("fetch")]
    [InlineData("python")]
    [InlineData("html")]
    public async Task EveryFormat_CanBeAFile(string format)
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        await inspector.Proxy.AddAsync(3);

        using HttpResponseMessage answer = await inspector.Http.GetAsync($"/api/export/file?format={format}&ids=1,3");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("&redact=false", true)]
    public async Task Report_HasSecretsOnlyWhereTheyAreAskedFor(string query, bool hasThem)
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        await inspector.Proxy.AddAsync(1, static id => new FlowSnapshot(
            new RequestSnapshot("GET", "http://example.com/", [KeyValuePair.Create("Authorization", "Bearer s3cr3t-value")]), "127.0.0.1")
        {
            Id = id,
            Completed = true,
        });

        string page = await inspector.Http.GetStringAsync("/api/export/file?format=html" + query);

        Assert.Contains("Authorization: ", page, StringComparison.Ordinal);
        Assert.Equal(hasThem, page.Contains("s3cr3t-value", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("?format=none", 400)]
    [InlineData("?format=har&filter=hots:x", 400)]
    [InlineData("?format=har&no=1", 400)]
    [InlineData("?format=curl&ids=77", 404)]
    public async Task WhatCannotBeWritten_IsAnError(string query, int status)
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();

        using HttpResponseMessage answer = await inspector.Http.GetAsync("/api/export/file" + query);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Null(answer.Content.Headers.ContentDisposition);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
    }
}
