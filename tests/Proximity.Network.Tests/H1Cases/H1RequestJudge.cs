using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.H1Cases;

/// <summary>Judges a case whose bytes the client sends.</summary>
public sealed class H1RequestJudge(H1Case one, H1Origin origin, H1Answers answers)
{
    private readonly string[] expect = one.Prefer is { } prefer ? [prefer] : one.Expect;

    /// <summary>Fails with everything seen when the outcome is none of those allowed, or is not the preferred one.</summary>
    public void Judge()
    {
        string outcome = Outcome();
        string seen = $"{one.Id}: {outcome}; client got: {Shown(answers.Received)}; origin got: {Shown(origin.Raw.Received)}";
        Assert.True(expect.Any(allowed => Meets(outcome, allowed)), $"expected {string.Join(" or ", expect)}, was {seen}");
        if (outcome.StartsWith("reject", StringComparison.Ordinal))
        {
            Assert.True(one.Status is null || one.Status.Contains(answers.First!.Status), $"wrong status: {seen}");
            Assert.True(origin.Raw.Requests.Count == 0, $"a refused request reached the origin: {seen}");
            Assert.True(!one.FramingIsInDoubt || (answers.Closed && answers.Finals.Count == 1), $"the connection goes on after doubtful framing: {seen}");
        }

        Assert.True(one.Conn != "close" || answers.Closed, $"the connection stays open: {seen}");
        Assert.True(one.OriginRequests is null || origin.Raw.Requests.Count == one.OriginRequests, $"number of requests at the origin: {seen}");
        Assert.True(one.OriginRequestsMax is null || origin.Raw.Requests.Count <= one.OriginRequestsMax, $"too many requests at the origin: {seen}");
        Assert.True(one.Then is null || (answers.Finals.Count > 1 && Meets(Classify(answers.Finals[^1]), one.Then)), $"the last message: {seen}");
        JudgeForwarded(outcome.StartsWith("forward", StringComparison.Ordinal), seen);
    }

    private void JudgeForwarded(bool forwarded, string seen)
    {
        string received = origin.Raw.Received;
        foreach (string octets in one.OriginMustNot)
        {
            Assert.False(Has(received, octets), $"the origin got {octets}: {seen}");
        }

        Assert.True(!one.OriginNoBareLf || !received.Replace("\r\n", "", StringComparison.Ordinal).Contains('\n', StringComparison.Ordinal), $"bare LF: {seen}");
        Assert.All(one.OriginHeadMustNot, octets => Assert.False(Has(origin.Heads, octets), seen));
        if (!forwarded || one.Group == "connect")
        {
            return;
        }

        Assert.True(origin.Raw.Requests.Count > 0, $"no complete request at the origin: {seen}");
        RawMessage request = origin.Raw.Requests[0];
        Assert.True(one.OriginBody is null || request.Body == one.OriginBody, $"body: {seen}");
        Assert.True(one.OriginFirstBody is null || request.Body == one.OriginFirstBody, $"body: {seen}");
        Assert.True(!one.OriginNeverBoth || request.Value("Content-Length") is null || request.Value("Transfer-Encoding") is null, $"both framings: {seen}");
        Assert.All([.. one.OriginMust, .. one.OriginMustIfForwarded], octets => Assert.True(Has(received, octets), $"missing {octets}: {seen}"));
        Assert.All(one.OriginOne, name => Assert.True(request.Values(name).Count <= 1, $"twice {name}: {seen}"));
        int[] positions = [.. one.OriginOrder.Select(octets => received.IndexOf(H1CaseFile.Expand(octets, origin.Authority), StringComparison.OrdinalIgnoreCase))];
        Assert.True(positions.All(position => position >= 0) && positions.SequenceEqual(positions.Order()), $"order: {seen}");
    }

    private string Outcome()
    {
        if (answers.First is not { IsComplete: true } first)
        {
            return answers.Closed ? "close" : "nothing at all";
        }

        string outcome = Classify(first);
        return outcome == "forward" && first.Status != 200 ? $"answer {first.Status}" : outcome == "forward" ? Forwarded() : outcome;
    }

    private string Classify(RawMessage answer)
    {
        if (answer.Value(H1Origin.Mark) is not null || (one.Group == "connect" && answer.Status == 200))
        {
            return "forward";
        }

        return answer.Status switch
        {
            501 => "reject-501",
            505 => "reject-505",
            502 or 503 or 504 => "reject-502",
            >= 400 and < 500 => "reject-4xx",
            _ => $"answer {answer.Status}",
        };
    }

    /// <summary>Tells a message that went on octet by octet from one that was put right on the way. Fields between neighbours do not count.</summary>
    private string Forwarded()
    {
        if (one.Group == "connect" || origin.Raw.Requests is not [var request, ..])
        {
            return "forward";
        }

        string sent = H1CaseFile.Expand(one.Bytes, origin.Authority);
        int end = sent.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            // A head with other line ends cannot have gone on as it was.
            return "forward-normalised";
        }

        string[] lines = sent[..end].TrimStart('\r', '\n').Split("\r\n")[1..];
        bool same = lines.Where(line => !IsForNeighbour(line)).All(line => request.FieldLines.Contains(line)) && sent[(end + 4)..].StartsWith(request.RawBody, StringComparison.Ordinal);
        return same ? "forward" : "forward-normalised";
    }

    private static bool IsForNeighbour(string line)
        => ((string[])["Host:", "Connection:", "TE:"]).Any(name => line.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Where the case does not prefer one of the two, what it says of the origin decides how a message may go on.</summary>
    private bool Meets(string outcome, string allowed) => (outcome, allowed) switch
    {
        ("forward", "forward-normalised") => !one.Expect.Contains("forward") || one.Prefer is null,
        ("forward-normalised", "forward") => !one.Expect.Contains("forward-normalised") || one.Prefer is null,
        (_, "answer") => answers.First is { IsComplete: true } && origin.Raw.Requests.Count == 0,
        _ => outcome == allowed,
    };

    private bool Has(string text, string octets) => text.Contains(H1CaseFile.Expand(octets, origin.Authority), StringComparison.OrdinalIgnoreCase);

    private static string Shown(string octets) => System.Text.Json.JsonSerializer.Serialize(octets.Length > 600 ? octets[..600] : octets);
}
