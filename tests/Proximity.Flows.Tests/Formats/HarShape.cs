using System.Globalization;
using System.Text.Json;

namespace Proximity.Flows.Tests.Formats;

/// <summary>What every entry must have so that Chrome, Playwright, Firefox, mitmproxy and validators all take the file.</summary>
internal static class HarShape
{
    public static void DemandEntry(JsonElement entry)
    {
        Assert.True(DateTimeOffset.TryParse(entry.GetProperty("startedDateTime").GetString(), CultureInfo.InvariantCulture, out _));
        DemandNumbers(entry, "time");
        DemandNumbers(entry.GetProperty("timings"), "blocked", "dns", "connect", "ssl", "send", "wait", "receive");
        Assert.All(["send", "wait", "receive"], name => Assert.True(entry.GetProperty("timings").GetProperty(name).GetDecimal() >= 0));
        Assert.Equal(JsonValueKind.Object, entry.GetProperty("cache").ValueKind);
        if (entry.TryGetProperty("serverIPAddress", out JsonElement address))
        {
            Assert.Matches("^[0-9a-fA-F:.]+$", address.GetString());
        }

        DemandRequest(entry.GetProperty("request"));
        DemandResponse(entry.GetProperty("response"));
    }

    private static void DemandRequest(JsonElement request)
    {
        DemandNumbers(request, "headersSize", "bodySize");
        string url = request.GetProperty("url").GetString()!;
        Assert.Matches("^(https?|wss?)://[^#]*$", url);
        DemandPairs(request, "headers", "queryString", "cookies");
        Assert.NotEqual(string.Empty, request.GetProperty("httpVersion").GetString());
        if (request.TryGetProperty("postData", out JsonElement posted))
        {
            Assert.NotNull(posted.GetProperty("mimeType").GetString());
            Assert.NotNull(posted.GetProperty("text").GetString());
        }
    }

    private static void DemandResponse(JsonElement response)
    {
        DemandNumbers(response, "status", "headersSize", "bodySize");
        Assert.True(response.GetProperty("status").GetInt32() >= 0);
        DemandPairs(response, "headers", "cookies");
        Assert.NotNull(response.GetProperty("redirectURL").GetString());
        Assert.NotNull(response.GetProperty("statusText").GetString());
        JsonElement content = response.GetProperty("content");
        DemandNumbers(content, "size");
        Assert.NotEqual(string.Empty, content.GetProperty("mimeType").GetString());
        if (content.TryGetProperty("encoding", out JsonElement encoding))
        {
            Assert.Equal("base64", encoding.GetString());
            Assert.True(content.GetProperty("text").TryGetBytesFromBase64(out _));
        }
    }

    private static void DemandNumbers(JsonElement parent, params string[] names)
        => Assert.All(names, name => Assert.Equal(JsonValueKind.Number, parent.GetProperty(name).ValueKind));

    private static void DemandPairs(JsonElement parent, params string[] names)
    {
        foreach (JsonElement pair in names.SelectMany(name => parent.GetProperty(name).EnumerateArray()))
        {
            Assert.DoesNotMatch("^:", pair.GetProperty("name").GetString());
            Assert.NotNull(pair.GetProperty("value").GetString());
        }
    }
}
