using System.Text;

namespace Proximity.Flows.Tests;

public class WebSocketFileTests
{
    private const string Documented = """
        {"1":{"id":1,"webSocket":{"toOrigin":1,"toClient":3,"messages":[
          {"number":1,"timestamp":"2025-03-04 05:06:07.089","direction":"toOrigin","type":"text","length":5,"text":"Hé\ud83d\ude00"},
          {"number":2,"timestamp":"2025-03-04 05:06:07.190","direction":"toClient","type":"binary","length":9,"base64":"AAEC","outcome":"dropped","complete":false},
          {"number":4,"timestamp":"2025-03-04 05:06:08.000","direction":"toClient","type":"close","length":6,"code":1000,"reason":"done"}],
          "notes":[{"timestamp":"2025-03-04 05:06:07.190","direction":"toClient","text":"odd"}]}}}
        """;

    [Fact]
    public void Messages_AreLoaded()
    {
        WebSocketRecord record = Load(Documented);
        Assert.Equal((1L, 3L), (record.ToOriginCount, record.ToClientCount));
        Assert.Equal(
            ["1 ToOrigin Text Hé😀 7 False Passed True", "2 ToClient Binary  9 True Dropped False", "4 ToClient Close done 6 False Passed True"],
            record.Messages.Select(message => $"{message.Number} {message.Direction} {message.Kind} {message.Text} {message.Length} {message.IsTruncated} {message.Outcome} {message.IsComplete}"));
        Assert.Equal(1000, record.Messages[2].CloseCode);
        Assert.Equal([0, 1, 2], record.Messages[1].Payload.ToArray());
        Assert.Equal("odd", Assert.Single(record.Notes).Text);
    }

    [Fact]
    public void UnusableMessages_AreLeftOut_AndTheRestGetsDefaults()
    {
        WebSocketRecord record = Load("""
            {"1":{"webSocket":{"toClient":-1,"messages":[1,{},{"direction":"toClient"},{"type":"text","direction":"up"},
              {"direction":"toClient","type":"text","text":7,"length":-4,"base64":"?"},{"direction":"toOrigin","type":"close","code":99999}],"notes":[{"text":"x"}]}}}
            """);
        Assert.Equal(["0 0  Passed", "0 0  Passed"], record.Messages.Select(message => $"{message.Number} {message.Length} {message.Text} {message.Outcome}"));
        Assert.Empty(record.Notes);
        Assert.Equal(0, record.ToClientCount);
    }

    [Theory]
    [InlineData("""{"1":{}}""")]
    [InlineData("""{"1":{"webSocket":null}}""")]
    [InlineData("""{"1":{"webSocket":[]}}""")]
    public void NoRecord_IsNone(string json) => Assert.Null(Assert.Single(FlowJsonReader.Read(Encoding.UTF8.GetBytes(json))).WebSocket);

    private static WebSocketRecord Load(string json) => Assert.Single(FlowJsonReader.Read(Encoding.UTF8.GetBytes(json))).WebSocket!;

    private static async Task<string> ExportAsync(IEnumerable<Flow> flows)
    {
        using MemoryStream stream = new();
        await FlowJsonWriter.WriteAsync(stream, flows, CancellationToken.None);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
