using System.Text;
using Proximity.Content;
using Proximity.Flows;

namespace Proximity.Network.Tests.RealClients;

/// <summary>What flows have kept of bodies, without content codings.</summary>
internal static class FlowBodyText
{
    private static readonly ContentDecoder Decoder = new(ContentCodings.BuiltIn);

    /// <summary>The text of a body that passed whole, of which everything is kept.</summary>
    public static string WholeText(this FlowBody body)
    {
        Assert.Equal((FlowBodyState.Complete, NotKeptReason.None), (body.State, body.NotKept));
        DecodedContent content = Decoder.Decode(body.Bytes, body.ContentCodings);
        Assert.Equal((ContentState.Complete, (string?)null), (content.State, content.Problem));
        return Encoding.UTF8.GetString(content.Bytes.Span);
    }

    /// <summary>The text of what has passed of a body, whether it ended or not.</summary>
    public static string TextSoFar(this FlowBody body)
        => Encoding.UTF8.GetString(Decoder.Decode(body.Bytes, body.ContentCodings).Bytes.Span);
}
