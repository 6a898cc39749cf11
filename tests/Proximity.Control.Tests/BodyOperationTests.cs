using System.Text;
using System.Text.Json;
using Proximity.Flows;

namespace Proximity.Control.Tests;

/// <summary>Parts of bodies.</summary>
public class BodyOperationTests
{
    private readonly MemoryStoreProxy proxy = new();

    [Fact]
    public async Task Ranges_MeetWithoutCuttingACharacter()
    {
        const string Text = "aé漢😀z";
        await AddAsync(Encoding.UTF8.GetBytes(Text), "text/plain");
        var whole = new StringBuilder();
        long? offset = 0;
        while (offset is not null)
        {
            JsonElement part = await proxy.AskAsync("flows.body", $$"""{"id":1,"offset":{{offset}},"count":4}""");
            whole.Append(part.GetProperty("text").GetString());
            offset = part.TryGetProperty("next", out JsonElement next) ? next.GetInt64() : null;
        }

        Assert.Equal(Text, whole.ToString());
    }

    [Fact]
    public async Task CountBelowOneCharacter_StillGoesOn()
    {
        await AddAsync("😀"u8.ToArray(), "text/plain");

        JsonElement part = await proxy.AskAsync("flows.body", """{"id":1,"count":1}""");

        Assert.Equal(1, part.GetProperty("next").GetInt64());
    }

    [Fact]
    public async Task Binary_ComesInBase64()
    {
        await AddAsync([0, 1, 255], "application/octet-stream");

        Assert.Equal("AAH/", (await proxy.AskAsync("flows.body", """{"id":1}""")).GetProperty("base64").GetString());
    }

    [Theory]
    [InlineData("", """{"a/b":[1,{"c":90071992547409931}]}""")]
    [InlineData("/a~1b/0", "1")]
    [InlineData("/a~1b/1/c", "90071992547409931")]
    public async Task Pointer_GivesTheValueAsItStands(string place, string value)
    {
        await AddAsync("""{"a/b":[1,{"c":90071992547409931}]}"""u8.ToArray(), "application/json");

        JsonElement answer = await proxy.AskAsync("flows.body", $$"""{"id":1,"pointer":"{{place}}"}""");

        Assert.Equal(value, answer.GetProperty("json").GetRawText());
    }

    [Theory]
    [InlineData("/x", "unknown_pointer")]
    [InlineData("/a~1b/01", "unknown_pointer")]
    [InlineData("/a~1b/7", "unknown_pointer")]
    [InlineData("a", "invalid_pointer")]
    public async Task PointerToNothing_IsRefused(string place, string code)
    {
        await AddAsync("""{"a/b":[1]}"""u8.ToArray(), "application/json");

        Assert.Equal(code, (await proxy.RefusalAsync("flows.body", $$"""{"id":1,"pointer":"{{place}}"}""")).Code);
    }

    [Fact]
    public async Task PointerIntoText_SaysThatItIsNoJson()
    {
        await AddAsync("hello"u8.ToArray(), "text/plain");

        Assert.Equal("not_json", (await proxy.RefusalAsync("flows.body", """{"id":1,"pointer":"/a"}""")).Code);
    }

    [Theory]
    [InlineData("""{"id":1,"count":0}""")]
    [InlineData("""{"id":1,"count":1048577}""")]
    [InlineData("""{"id":1,"offset":-1}""")]
    public async Task RangeOutOfBounds_IsRefused(string input)
    {
        await AddAsync([1], "text/plain");

        Assert.Equal("invalid_range", (await proxy.RefusalAsync("flows.body", input)).Code);
    }

    [Fact]
    public async Task OffsetBehindTheEnd_GivesNothing()
    {
        await AddAsync("abc"u8.ToArray(), "text/plain");

        JsonElement part = await proxy.AskAsync("flows.body", """{"id":1,"offset":9}""");

        Assert.Equal((3, 0), (part.GetProperty("offset").GetInt64(), part.GetProperty("count").GetInt64()));
        Assert.Equal("", part.GetProperty("text").GetString());
    }

    private Task AddAsync(byte[] body, string contentType) => proxy.AddAsync(1, id => new FlowSnapshot(
        new RequestSnapshot("GET", "http://example.com/", []), "127.0.0.1")
    {
        Id = id,
        Completed = true,
        Response = new ResponseSnapshot(
            200, "OK", [KeyValuePair.Create("Content-Type", contentType)], FlowBody.Create(FlowBodyState.Complete, body, body.Length)),
    });
}
