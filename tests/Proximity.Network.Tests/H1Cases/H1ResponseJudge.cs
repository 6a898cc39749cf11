namespace Proximity.Network.Tests.H1Cases;

/// <summary>Judges a case whose bytes the origin sends.</summary>
public sealed class H1ResponseJudge(H1Case one, H1Origin origin, H1Answers answers)
{
    private readonly string[] expect = one.Prefer is { } prefer ? [prefer] : one.Expect;

    /// <summary>Fails with everything seen when the outcome is none of those allowed, or is not the preferred one.</summary>
    public void Judge()
    {
        string outcome = Outcome();
        string seen = $"{one.Id}: {outcome}; client got: {System.Text.Json.JsonSerializer.Serialize(answers.Received)}";
        Assert.True(expect.Any(allowed => Meets(outcome, allowed)), $"expected {string.Join(" or ", expect)}, was {seen}");
        Assert.All(one.ClientMustNot, octets => Assert.False(Has(octets), $"the client got {octets}: {seen}"));
        Assert.True(one.Conn != "close" || answers.Closed, $"the connection stays open: {seen}");
        Assert.True(one.ClientComplete != false || outcome is "reject-502" or "close", $"seen as complete: {seen}");
        if (outcome == "reject-502")
        {
            Assert.True(one.Status is null || one.Status.Contains(answers.First!.Status), $"wrong status: {seen}");
            Assert.False(answers.Received.Contains("hello", StringComparison.Ordinal), $"something of the origin's message reached the client: {seen}");
        }
        else if (outcome.StartsWith("forward", StringComparison.Ordinal))
        {
            Assert.True(one.ClientBody is null || answers.First!.Body == one.ClientBody, $"body: {seen}");
            Assert.All(one.ClientMust, octets => Assert.True(Has(octets), $"missing {octets}: {seen}"));
            Assert.All(one.ClientOne, name => Assert.True(answers.First!.Values(name).Count <= 1, $"twice {name}: {seen}"));
        }
    }

    private string Outcome() => answers.First switch
    {
        { IsComplete: true, Status: 502 or 503 or 504 } => "reject-502",
        { IsComplete: true } => Forwarded(),
        _ => answers.Closed ? "close" : "nothing at all",
    };

    private string Forwarded()
    {
        string sent = H1CaseFile.Expand(one.Bytes, origin.Authority);
        return answers.Received.StartsWith(sent, StringComparison.Ordinal) ? "forward" : "forward-normalised";
    }

    private bool Meets(string outcome, string allowed) => (outcome, allowed) switch
    {
        ("forward", "forward-normalised") => !one.Expect.Contains("forward") || one.Prefer is null,
        ("forward-normalised", "forward") => !one.Expect.Contains("forward-normalised") || one.Prefer is null,
        _ => outcome == allowed,
    };

    private bool Has(string octets) => answers.Received.Contains(H1CaseFile.Expand(octets, origin.Authority), StringComparison.OrdinalIgnoreCase);
}
