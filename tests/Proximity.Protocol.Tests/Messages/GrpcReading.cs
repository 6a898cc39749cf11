using Proximity.Protocol.Messages;

namespace Proximity.Protocol.Tests.Messages;

/// <summary>Feeds a body to a parser, whole or cut, and keeps a word for each message. Payloads are shown as hexadecimal digits.</summary>
internal sealed class GrpcReading
{
    private readonly List<string> messages = [];
    private string payload = "";

    public static string AtEverySplit(byte[] body, bool isWeb = false, long limit = 1 << 20)
    {
        string whole = Of(isWeb, limit, body);
        for (int cut = 0; cut <= body.Length; cut++)
        {
            Assert.Equal(whole, Of(isWeb, limit, body[..cut], body[cut..]));
        }

        Assert.Equal(whole, Of(isWeb, limit, [.. body.Select(value => new[] { value })]));
        return whole;
    }

    public static string Of(bool isWeb, long limit, params byte[][] pieces)
    {
        var reading = new GrpcReading();
        var parser = new GrpcMessageParser(limit, isWeb);
        foreach (byte[] piece in pieces)
        {
            reading.Feed(parser, piece);
        }

        return string.Join(" ", parser.IsIncomplete ? [.. reading.messages, $"cut({reading.payload})"] : reading.messages);
    }

    private void Feed(GrpcMessageParser parser, ReadOnlySpan<byte> bytes)
    {
        GrpcStep step;
        while ((step = parser.Read(bytes, out int consumed, out ReadOnlySpan<byte> piece)) is not (GrpcStep.NeedMore or GrpcStep.Invalid))
        {
            bytes = bytes[consumed..];
            payload = step == GrpcStep.Begin ? "" : payload + Convert.ToHexString(piece);
            if (step == GrpcStep.End)
            {
                GrpcMessageHeader header = parser.Header;
                messages.Add($"{header.Kind}{(header.IsCompressed ? "+" : "")}{(parser.IsTooLong ? "!" : "")}({payload})");
                Assert.Equal(payload.Length / 2, header.Length);
                payload = "";
            }
        }

        if (step == GrpcStep.Invalid && messages.LastOrDefault() != "Invalid")
        {
            messages.Add("Invalid");
        }
    }
}
