using System.Text;
using Proximity.Flows.Tests.Masking;

namespace Proximity.Flows.Tests;

public class MessageFileTests
{
    private const string Documented = """
        {"1":{"id":1,"messageCount":9,"messages":[
          {"number":6,"timestamp":"2025-03-04 05:06:07.089","direction":"toClient","type":"event","length":4,
           "eventType":"tick","eventId":"7","text":"Hé!"},
          {"number":7,"direction":"toOrigin","type":"grpc","length":9,"base64":"/wEC","outcome":"changed","complete":false},
          {"number":8,"direction":"toClient","type":"grpc","length":2,"base64":"aGk=","outcome":"dropped","encoded":true},
          {"number":9,"direction":"toClient","type":"grpcTrailers","length":16,"text":"grpc-status: 0\r\n","outcome":"injected"}]}}
        """;

    [Fact]
    public void Messages_AreLoaded()
    {
        Flow flow = Load(Documented);
        Assert.Equal(
            [
                "6 ToClient ServerSentEvent tick 7 48C3A921 4 Passed True False",
                "7 ToOrigin Grpc   FF0102 9 Changed False False",
                "8 ToClient Grpc   6869 2 Dropped True True",
                "9 ToClient GrpcTrailers   677270632D7374617475733A20300D0A 16 Injected True False",
            ],
            flow.Messages.Select(Shown));
        Assert.Equal(9, flow.MessageCount);
        Assert.Equal(new DateTime(2025, 3, 4, 5, 6, 7, 89), flow.Messages[0].Time.DateTime);
        Assert.Equal(flow.Messages, flow.Snapshot().Messages);
        Assert.Null(flow.WebSocket);
    }

    [Fact]
    public async Task Exported_TheyAreTheSame_TextWhereTheyAreUtf8_AndBase64Otherwise()
    {
        string file = await ExportAsync([Load(Documented)]);
        Assert.Equal(Load(Documented).Messages.Select(Shown), Load(file).Messages.Select(Shown));
        Assert.Contains("\"text\": \"Hé!\"", file, StringComparison.Ordinal);
        Assert.Contains("\"base64\": \"/wEC\"", file, StringComparison.Ordinal);
        Assert.Contains("\"base64\": \"aGk=\"", file, StringComparison.Ordinal);
        Assert.Equal(file, await ExportAsync([Load(file)]));
    }

    [Fact]
    public async Task MaskedByName_TheFileHasThem_WithoutTheirSecrets()
    {
        Flow flow = Load("""
            {"1":{"id":1,"messageCount":5,"messages":[
              {"number":5,"direction":"toClient","type":"event","length":15,"text":"{\"token\":\"s3c\"}","outcome":"changed"}]}}
            """);
        Flow loaded = Load(await ExportAsync([MaskingFlows.Mask().Mask(flow)]));
        FlowMessage message = Assert.Single(loaded.Messages);
        Assert.Equal((5, 5, MessageState.Changed), (loaded.MessageCount, message.Number, message.State));
        Assert.Equal("""{"token":"[1]"}""", MaskingFlows.Normal(message.Text!));
    }

    [Fact]
    public void UnusableMessages_AreLeftOut_AndTheRestGetsDefaults()
    {
        Flow flow = Load("""
            {"1":{"id":1,"messageCount":-1,"messages":[1,{},{"direction":"toClient"},{"type":"event","direction":"up"},
              {"direction":"toClient","type":"text","text":"x"},
              {"direction":"toClient","type":"event","text":7,"length":-4,"base64":"?","outcome":"odd","eventId":1}]}}
            """);
        Assert.Equal(["0 ToClient ServerSentEvent    0 Passed True False"], flow.Messages.Select(Shown));
        Assert.Equal(1, flow.MessageCount);
    }

    [Theory]
    [InlineData("""{"1":{"id":1}}""")]
    [InlineData("""{"1":{"id":1,"messages":null,"messageCount":3}}""")]
    [InlineData("""{"1":{"id":1,"messages":{}}}""")]
    public async Task FlowWithoutMessages_HasNone_AndNoneInTheFile(string json)
    {
        Flow flow = Load(json);
        Assert.Null(flow.MessageRecord);
        Assert.DoesNotContain("messageCount", await ExportAsync([flow]), StringComparison.Ordinal);
    }

    private static string Shown(FlowMessage message)
        => $"{message.Number} {message.Direction} {message.Kind} {message.EventType} {message.EventId} "
            + $"{Convert.ToHexString(message.Payload.Span)} {message.Length} {message.State} {message.IsComplete} {message.IsEncoded}";

    private static Flow Load(string json) => Assert.Single(FlowJsonReader.Read(Encoding.UTF8.GetBytes(json)));

    private static async Task<string> ExportAsync(IEnumerable<Flow> flows)
    {
        using MemoryStream stream = new();
        await FlowJsonWriter.WriteAsync(stream, flows, CancellationToken.None);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
