using System.Text;

namespace Proximity.Flows.Tests;

public class FlowMessageTests
{
    [Fact]
    public void WebSocketMessages_AreMessagesToo()
    {
        Flow flow = Assert.Single(FlowJsonReader.Read(Encoding.UTF8.GetBytes("""
            {"1":{"id":1,"webSocket":{"toOrigin":1,"toClient":3,"messages":[
              {"number":1,"timestamp":"2025-03-04 05:06:07.089","direction":"toOrigin","type":"text","length":5,"text":"Hé"},
              {"number":2,"direction":"toClient","type":"binary","length":9,"base64":"AAEC","outcome":"dropped","complete":false},
              {"number":4,"direction":"toClient","type":"close","length":6,"code":1000,"reason":"done"}]}}}
            """)));
        Assert.Equal(4, flow.MessageCount);
        string[] expected =
            ["1 ToOrigin Text Hé 5 Passed True ", "2 ToClient Binary  9 Dropped False ", "4 ToClient Close done 6 Passed True 1000"];
        Assert.Equal(expected, flow.Messages.Select(Shown));
        Assert.Equal(expected, flow.Snapshot().Messages.Select(Shown));
        Assert.Equal(new DateTime(2025, 3, 4, 5, 6, 7, 89), flow.Messages[0].Time.DateTime);
    }

    [Fact]
    public void OtherExchanges_HaveNone()
    {
        Flow flow = Assert.Single(FlowJsonReader.Read("""{"1":{"id":1}}"""u8.ToArray()));
        Assert.Empty(flow.Messages);
        Assert.Empty(flow.Snapshot().Messages);
        Assert.Equal(0, flow.MessageCount);
    }

    [Fact]
    public void Record_KeepsTheNewestWithinItsBounds_AndNumbersAll()
    {
        var record = new MessageRecord(maxMessages: 3, maxBytes: 10);
        foreach (int bytes in (int[])[1, 2, 3, 4, 5, 40])
        {
            record.Add(bytes, Message);
            Assert.True(record.KeptBytes <= Math.Max(10, bytes));
            Assert.Equal(record.Kept().Sum(message => message.Payload.Length), record.KeptBytes);
        }

        Assert.Equal((6, 6), (record.Count, Assert.Single(record.Kept()).Number));
    }

    [Fact]
    public void GrpcMessage_IsReadableWithoutItsSchema_AndGuessesAreMarked()
    {
        // Field 1 is the text "hi", field 2 the number 1, or true, or something else.
        byte[] payload = [0x0a, 2, (byte)'h', (byte)'i', 0x10, 1];
        var message = new FlowMessage(MessageDirection.ToClient, MessageKind.Grpc, payload, payload.Length);
        Assert.Contains("1: \"hi\"", message.ReadProtobuf(), StringComparison.Ordinal);
        Assert.Contains("2: 1  # or", message.ReadProtobuf(), StringComparison.Ordinal);
        Assert.Null(message.Text);
        Assert.Null(new FlowMessage(MessageDirection.ToClient, MessageKind.Text, "x"u8.ToArray(), 1).ReadProtobuf());
    }

    private static FlowMessage Message(int bytes, long number)
        => new(MessageDirection.ToClient, MessageKind.Grpc, new byte[bytes], bytes) { Number = number };

    private static string Shown(FlowMessage message)
        => $"{message.Number} {message.Direction} {message.Kind} {message.Text} {message.Length} {message.State} {message.IsComplete} "
            + message.CloseCode;
}
