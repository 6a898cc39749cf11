using System.Text.Json;
using Proximity.Flows;

namespace Proximity.Control.Tests;

/// <summary>What is asked about flows.</summary>
public class FlowOperationTests
{
    private readonly MemoryStoreProxy proxy = new();

    [Fact]
    public async Task Search_GivesPagesThatMeet()
    {
        await proxy.AddAsync(7);

        JsonElement first = await proxy.AskAsync("flows.search", """{"limit":4}""");
        JsonElement second = await proxy.AskAsync("flows.search", $$"""{"limit":4,"cursor":"{{first.GetProperty("next").GetString()}}"}""");

        Assert.Equal([7, 6, 5, 4], first.Ids());
        Assert.Equal([3, 2, 1], second.Ids());
        Assert.Equal(("limit", "exhausted"), (first.GetProperty("end").GetString(), second.GetProperty("end").GetString()));
        Assert.False(second.TryGetProperty("next", out _));
    }

    [Fact]
    public async Task Search_SortsByAField()
    {
        await proxy.AddAsync(3, id => MemoryStoreProxy.Of(id, 200 + (int)(id % 3), "/"));

        JsonElement rising = await proxy.AskAsync("flows.search", """{"sort":"status"}""");
        JsonElement falling = await proxy.AskAsync("flows.search", """{"sort":"-status"}""");

        Assert.Equal([3, 1, 2], rising.Ids());
        Assert.Equal([2, 1, 3], falling.Ids());
    }

    [Fact]
    public async Task Search_GivesTheFieldsThatAreWanted()
    {
        await proxy.AddAsync(1);

        JsonElement answer = await proxy.AskAsync("flows.search", """{"fields":["status","host"]}""");

        Assert.Equal("""{"id":1,"host":"example.com","status":200}""", answer.GetProperty("flows")[0].GetRawText());
    }

    [Theory]
    [InlineData("""{"limit":201}""", "invalid_limit")]
    [InlineData("""{"limit":0}""", "invalid_limit")]
    [InlineData("""{"sort":"weight"}""", "unknown_sort")]
    [InlineData("""{"cursor":"x"}""", "invalid_cursor")]
    [InlineData("""{"fields":["colour"]}""", "unknown_field")]
    [InlineData("""{"filter":"hots:a"}""", "invalid_filter")]
    [InlineData("""{"filter":"host:@/etc/passwd"}""", "invalid_filter")]
    public async Task Search_RefusesWhatItCannotUse(string input, string code)
        => Assert.Equal(code, (await proxy.RefusalAsync("flows.search", input)).Code);

    [Fact]
    public async Task WrongFilter_HasItsPlaceAndWhatWasMeant()
    {
        OperationException refused = await proxy.RefusalAsync("flows.search", """{"filter":"status:200 hots:a"}""");

        Assert.Equal(new TextPlace(11, 4), refused.Place);
        Assert.Equal("host", refused.Meant);
    }

    [Fact]
    public async Task FlowUnderWay_IsFoundByItsNumberBeforeAndBehindItsEnd()
    {
        long id = proxy.Begin();
        JsonElement before = await proxy.AskAsync("flows.get", $$"""{"id":{{-id}}}""");
        await proxy.EndAsync(id);
        JsonElement behind = await proxy.AskAsync("flows.get", $$"""{"id":{{-id}}}""");

        Assert.Equal((-id, "waiting"), (before.GetProperty("id").GetInt64(), before.GetProperty("state").GetString()));
        Assert.Equal((1, "done"), (behind.GetProperty("id").GetInt64(), behind.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task HeadsThatUserCodeChanged_AreThereAsReceivedAndAsSent()
    {
        await proxy.AddAsync(1, id => new FlowSnapshot(new RequestSnapshot("PUT", "http://example.com/b", [new("x", "2")]), "127.0.0.1")
        {
            Id = id,
            RequestReceived = new RequestSnapshot("GET", "http://example.com/a", [new("x", "1")], raw: "GET http://example.com/a HTTP/1.1"),
            RequestSent = new RequestSnapshot("PUT", "/b", [new("x", "2"), new("X", "3")], raw: "PUT /b HTTP/1.1"),
            Response = new ResponseSnapshot(201, "Created", [], FlowBody.Create(FlowBodyState.Complete, "ok"u8.ToArray(), 2)),
            ResponseReceived = new ResponseSnapshot(200, "OK", []),
            ResponseSent = new ResponseSnapshot(201, "Created", [], raw: "HTTP/1.1 201 Created"),
            Completed = true,
        });

        JsonElement flow = await proxy.AskAsync("flows.get", """{"id":1}""");

        Assert.Equal("PUT", flow.GetProperty("method").GetString());
        Assert.Equal(("GET", "http://example.com/a"), (flow.Text("request", "method"), flow.Text("request", "url")));
        Assert.Equal(
            """{"startLine":"PUT /b HTTP/1.1","headers":[["x","2"],["X","3"]],"raw":"PUT /b HTTP/1.1"}""",
            flow.GetProperty("requestSent").GetRawText());
        Assert.Equal(200, flow.GetProperty("response").GetProperty("status").GetInt32());
        Assert.Equal(2, flow.GetProperty("response").GetProperty("body").GetProperty("keptBytes").GetInt64());
        Assert.Equal("HTTP/1.1 201 Created", flow.Text("responseSent", "startLine"));
    }

    [Fact]
    public async Task HeadsThatNobodyChanged_AreThereOnce()
    {
        await proxy.AddAsync(1);

        JsonElement flow = await proxy.AskAsync("flows.get", """{"id":1}""");

        Assert.False(flow.TryGetProperty("requestSent", out _) || flow.TryGetProperty("responseSent", out _));
    }

    [Fact]
    public async Task Certificates_AreThereInTheirOrder()
    {
        var leaf = new FlowCertificate("CN=a.test", "CN=CA", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), "0A", "BEEF")
        {
            AlternativeNames = ["a.test"],
            AlternativeNameCount = 70,
        };
        await proxy.AddAsync(1, id => new FlowSnapshot(new RequestSnapshot("GET", "/", []), "127.0.0.1")
        {
            Id = id,
            ClientTls = new FlowTls("TLS 1.3", "x", null, null),
            OriginTls = new FlowTls("TLS 1.3", "x", null, null) { Certificates = [leaf, leaf with { Subject = "CN=CA" }] },
            Completed = true,
        });

        JsonElement flow = await proxy.AskAsync("flows.get", """{"id":1}""");

        JsonElement[] shown = [.. flow.GetProperty("originTls").GetProperty("certificates").EnumerateArray()];
        Assert.Equal(["CN=a.test", "CN=CA"], shown.Select(one => one.GetProperty("subject").GetString()));
        Assert.Equal(
            """
            {"subject":"CN=a.test","issuer":"CN=CA","notBefore":"1970-01-01T00:00:00+00:00","notAfter":"1970-01-02T00:00:00+00:00",
            "serialNumber":"0A","fingerprint":"BEEF","alternativeNames":["a.test"],"alternativeNameCount":70}
            """.ReplaceLineEndings(""),
            shown[0].GetRawText());
        Assert.False(flow.GetProperty("clientTls").TryGetProperty("certificates", out _));
    }

    [Fact]
    public async Task FlowThatIsNotThere_IsNotFound()
        => Assert.Equal(OperationProblem.NotFound, (await proxy.RefusalAsync("flows.get", """{"id":9}""")).Problem);

    [Fact]
    public async Task Secrets_AreMaskedWhereTheCallerDoesNotSeeThem()
    {
        var request = new RequestSnapshot(
            "GET", "http://example.com/?password=hunter2", [KeyValuePair.Create("Authorization", "Bearer very-secret-token")]);
        await proxy.AddAsync(1, id => new FlowSnapshot(request, "127.0.0.1") { Id = id, Completed = true });
        ControlContext masked = Asking.Context(proxy) with { MasksSecrets = true };

        string hidden = (await masked.AskAsync("flows.get", """{"id":1}""")).GetRawText();
        string asked = (await masked.AskAsync("flows.get", """{"id":1,"redact":false}""")).GetRawText();
        string row = (await masked.AskAsync("flows.search")).GetRawText();

        Assert.DoesNotContain("hunter2", hidden + row, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret-token", hidden, StringComparison.Ordinal);
        Assert.Contains("very-secret-token", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_NamesWhatIsDifferent()
    {
        await proxy.AddAsync(2, id => MemoryStoreProxy.Of(id, id == 1 ? 200 : 404, "/same"));

        JsonElement answer = await proxy.AskAsync("flows.diff", """{"a":1,"b":2}""");

        Assert.False(answer.GetProperty("same").GetBoolean());
        Assert.Equal(
            """[{"part":"status","change":"changed","before":"200","after":"404"}]""", answer.GetProperty("differences").GetRawText());
    }

    [Fact]
    public async Task Stats_CountsInGroups()
    {
        await proxy.AddAsync(5, id => MemoryStoreProxy.Of(id, id < 4 ? 200 : 500, "/"));

        JsonElement answer = await proxy.AskAsync("flows.stats", """{"by":["host","status"]}""");

        Assert.Equal(
            [("example.com 200", 3), ("example.com 500", 2)],
            answer.GetProperty("groups").EnumerateArray().Select(static group => (
                string.Join(' ', group.GetProperty("keys").EnumerateArray()), group.GetProperty("count").GetInt32())));
    }

    [Fact]
    public async Task Export_GivesTextAndMasksUnlessAsked()
    {
        var request = new RequestSnapshot("GET", "http://example.com/?token=abcdef", [KeyValuePair.Create("Host", "example.com")]);
        await proxy.AddAsync(1, id => new FlowSnapshot(request, "127.0.0.1") { Id = id, Completed = true });

        JsonElement masked = await proxy.AskAsync("flows.export", """{"format":"curl","ids":[1]}""");
        JsonElement plain = await proxy.AskAsync("flows.export", """{"format":"curl","ids":[1],"redact":false}""");

        Assert.Equal(1, masked.GetProperty("masked").GetInt32());
        Assert.DoesNotContain("abcdef", masked.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("token=abcdef", plain.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_ChangesThoseThatAreThere()
    {
        await proxy.AddAsync(2);
        const string Input = """{"ids":[1,2,99],"mark":"red","addTags":["slow"],"comment":"look"}""";

        JsonElement trial = await proxy.AskAsync("flows.annotate", Input.Replace("}", ",\"dryRun\":true}", StringComparison.Ordinal));
        JsonElement before = await proxy.AskAsync("flows.search", """{"filter":"mark:red"}""");
        JsonElement done = await proxy.AskAsync("flows.annotate", Input);
        JsonElement after = await proxy.AskAsync("flows.search", """{"filter":"mark:red tag:slow"}""");

        Assert.Equal((2, 2), (trial.GetProperty("changed").GetInt32(), done.GetProperty("changed").GetInt32()));
        Assert.Equal([], before.Ids());
        Assert.Equal([2, 1], after.Ids());
    }

    [Fact]
    public async Task Delete_TakesThoseOfAFilter()
    {
        await proxy.AddAsync(6, id => MemoryStoreProxy.Of(id, id % 2 == 0 ? 404 : 200, "/"));

        JsonElement trial = await proxy.AskAsync("flows.delete", """{"filter":"status:404","dryRun":true}""");
        JsonElement done = await proxy.AskAsync("flows.delete", """{"filter":"status:404"}""");

        JsonElement left = await proxy.AskAsync("flows.search");

        Assert.Equal((3, 3), (trial.GetProperty("deleted").GetInt64(), done.GetProperty("deleted").GetInt64()));
        Assert.Equal([5, 3, 1], left.Ids());
    }

    [Fact]
    public async Task DeleteOfNothingNamed_IsRefused()
        => Assert.Equal("no_flows", (await proxy.RefusalAsync("flows.delete", "{}")).Code);

    [Fact]
    public async Task Watch_GoesOnAtItsLastNumber()
    {
        await proxy.AddAsync(2);
        JsonElement first = await proxy.AskAsync("flows.watch", """{"wait":0}""");
        await proxy.AddAsync(1);
        JsonElement second = await proxy.AskAsync("flows.watch", $$"""{"wait":0,"after":{{first.GetProperty("last").GetInt64()}}}""");
        JsonElement third = await proxy.AskAsync("flows.watch", $$"""{"wait":0,"after":{{second.GetProperty("last").GetInt64()}}}""");

        Assert.Equal([1, 2], first.Ids());
        Assert.Equal([3], second.Ids());
        Assert.Equal([], third.Ids());
    }

    [Fact]
    public async Task Resend_OfAConnect_IsRefused()
    {
        var request = new RequestSnapshot("CONNECT", "a.example:443", []);
        await proxy.AddAsync(1, id => new FlowSnapshot(request, "127.0.0.1") { Id = id, Completed = true });

        Assert.Equal("is_tunnel", (await proxy.RefusalAsync("flows.resend", """{"id":1}""")).Code);
    }

    [Theory]
    [InlineData("""{"id":1,"headers":[["a b","c"]],"dryRun":true}""", "invalid_field")]
    [InlineData("""{"id":1,"headers":[["a","c\r\nd: e"]],"dryRun":true}""", "invalid_field")]
    [InlineData("""{"id":1,"url":"ftp://a/","dryRun":true}""", "invalid_url")]
    [InlineData("""{"id":1,"bodyBase64":"!","dryRun":true}""", "invalid_body")]
    public async Task Resend_RefusesWhatIsNoMessage(string input, string code)
    {
        await proxy.AddAsync(1);

        Assert.Equal(code, (await proxy.RefusalAsync("flows.resend", input)).Code);
    }

    [Fact]
    public async Task TrialOfAResend_ShowsWhatWouldBeSent()
    {
        await proxy.AddAsync(1);

        JsonElement answer = await proxy.AskAsync(
            "flows.resend", """{"id":1,"method":"POST","url":"http://other.example/x","body":"hé","dryRun":true}""");

        Assert.Equal(
            """{"method":"POST","url":"http://other.example/x","headers":[],"bodyBytes":3,"dryRun":true}""", answer.GetRawText());
    }
}
