using Proximity.Flows.Tests.Formats;
using Proximity.Masking;

namespace Proximity.Flows.Tests.Masking;

public class ChangedHeadsMaskTests
{
    [Fact]
    public void ChangedHeads_AreMaskedLikeTheOthers()
    {
        const string Fields = "Authorization: Bearer s3cret\r\nX-Kept: yes\r\n\r\n";
        Flow flow = FormatFlows.Flow("GET http://a.test/?token=s3cret HTTP/1.1\nAuthorization: Bearer s3cret\n\n", null, null, null);
        flow.HeadChanges = new HeadChanges
        {
            RequestReceived = new(Messages.Request($"GET http://a.test/?token=s3cret HTTP/1.1\r\n{Fields}"), FlowBody.None),
            RequestSent = new(Messages.Request($"GET /?token=s3cret HTTP/1.1\r\n{Fields}"), FlowBody.None),
            ResponseReceived = new(Messages.Response("HTTP/1.1 200 OK\r\nSet-Cookie: sid=s3cret; Path=/\r\n\r\n"), FlowBody.None),
            ResponseSent = new(Messages.Response("HTTP/1.1 201 OK\r\nSet-Cookie: sid=s3cret\r\n\r\n"), FlowBody.None),
        };
        List<MaskedPlace> places = [];

        FlowSnapshot masked = new FlowMask(new SecretNames([]), FormatFlows.Decoder, places.Add).Mask(flow).Snapshot();

        Assert.DoesNotContain("s3cret", ShownHeads.Describe(masked), StringComparison.Ordinal);
        Assert.Equal("yes", masked.RequestSent!.Headers.Single(field => field.Key == "X-Kept").Value);
        string mark = masked.Request.Headers[0].Value;
        Assert.Equal((mark, mark), (masked.RequestSent.Headers[0].Value, masked.RequestReceived!.Headers[0].Value));
        Assert.Contains(places, place => place.Place == "sent response field Set-Cookie cookie sid");
    }
}
