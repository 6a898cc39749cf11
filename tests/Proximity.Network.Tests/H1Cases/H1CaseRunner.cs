using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.H1Cases;

/// <summary>Runs one case through a proxy and has it judged.</summary>
public sealed class H1CaseRunner(RunningProxy proxy)
{
    private static readonly TimeSpan Patience = Limits.Step;

    /// <summary>Fails when the case does not end as it must.</summary>
    public async Task RunAsync(H1Case one)
    {
        Assert.SkipWhen(one.Optional is not null, $"The case is for a feature that is off: {one.Optional}");
        Assert.True(one.Needs is null, $"The runner does not know the need {one.Needs}.");
        await using var origin = new H1Origin(one);
        if (one.Side == "request")
        {
            await RequestAsync(one, origin);
        }
        else
        {
            await ResponseAsync(one, origin);
        }
    }

    private async Task RequestAsync(H1Case one, H1Origin origin)
    {
        await using RawPeer client = await proxy.ConnectAsync();
        await SendAsync(client, H1CaseFile.Expand(one.Bytes, origin.Authority), one.Eof);
        string method = one.Bytes.StartsWith("CONNECT ", StringComparison.Ordinal) ? "CONNECT" : "GET";
        H1Answers answers = await H1Answers.ReadAsync(client, method, finals => IsEnough(one, finals), Patience);
        new H1RequestJudge(one, origin, answers).Judge();
        if (method == "CONNECT" && answers.First?.Status == 200)
        {
            await SecondAsync(client, $"GET /in-the-tunnel HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        }
    }

    /// <summary>Answers that must be the last are read up to the close; behind those of the origin, and of a proxy that stays, there is nothing to wait for.</summary>
    private static bool IsEnough(H1Case one, IReadOnlyList<RawMessage> finals)
        => one is { Conn: null, Then: null or "forward" }
            && finals.Count >= (one.OriginRequests is > 0 and int number ? number : one.Then is null ? 1 : 2)
            && (finals[^1].Value(H1Origin.Mark) is not null || (finals[^1].Status == 200 && one.Expect.Contains("answer")));

    private async Task ResponseAsync(H1Case one, H1Origin origin)
    {
        string request = H1CaseFile.Expand(one.Request ?? "GET http://{O}/x HTTP/1.1\r\nHost: {O}\r\n\r\n", origin.Authority);
        await using RawPeer client = await proxy.SendAsync(request);
        H1Answers answers = await H1Answers.ReadAsync(client, request.Split(' ')[0], _ => one.Conn != "close", Patience);
        new H1ResponseJudge(one, origin, answers).Judge();
        await origin.SpeakOnIdleConnectionAsync();
        string second = $"GET http://{origin.Authority}/second HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";
        if (one.Second || one.IdleBytes is not null)
        {
            await SecondAsync(client, second);
        }

        if (one.OriginClosed)
        {
            await using RawPeer other = await proxy.ConnectAsync();
            await SecondAsync(other, second);
            Assert.Single((await origin.Raw.ConnectionAsync(0)).Requests.Items);
        }
    }

    private static async Task SecondAsync(RawPeer client, string request)
    {
        client.Limit = Patience;
        await client.SendAsync(request);
        RawMessage answer = await client.ReadResponseAsync();
        Assert.Equal("origin", answer.Body);
        Assert.Equal("1", answer.Value(H1Origin.Mark));
    }

    private static async Task SendAsync(RawPeer client, string octets, bool eof)
    {
        try
        {
            await client.SendAsync(octets);
            if (eof)
            {
                client.ShutdownSend();
            }
        }
        catch (System.Net.Sockets.SocketException)
        {
            // A refusal may close the connection before all of it is sent: the answer is read all the same.
        }
    }
}
