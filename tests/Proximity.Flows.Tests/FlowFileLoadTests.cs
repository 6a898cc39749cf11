using System.Text;
using System.Text.Json;

namespace Proximity.Flows.Tests;

public sealed class FlowFileLoadTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("[{]")]
    [InlineData("{\"1\":{}")]
    [InlineData("{\"1\":{}}x")]
    [InlineData("{\"1\":{}}\0")]
    [InlineData("{'1':{}}")]
    [InlineData("nul")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("42")]
    [InlineData("\"text\"")]
    public async Task BadJson_IsReturnedAsError(string content)
    {
        (IReadOnlyList<Flow> flows, Exception? error) = await LoadAsync(content);

        Assert.IsAssignableFrom<JsonException>(error);
        Assert.Empty(flows);
    }

    [Fact]
    public async Task TooDeeplyNested_IsReturnedAsError() =>
        Assert.IsAssignableFrom<JsonException>((await LoadAsync(new string('[', 100_000))).Error);

    [Fact]
    public async Task MissingFile_IsReturnedAsError()
    {
        Assert.IsType<FileNotFoundException>((await FlowFile.LoadAsync(folder.PathOf("missing"), CancellationToken.None)).Error);
        Assert.IsType<DirectoryNotFoundException>((await FlowFile.LoadAsync(folder.PathOf("a/b"), CancellationToken.None)).Error);
    }

    [Fact]
    public async Task FolderInsteadOfFile_IsReturnedAsError() =>
        Assert.IsType<UnauthorizedAccessException>((await FlowFile.LoadAsync(folder.PathOf("."), CancellationToken.None)).Error);

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public async Task ImpossiblePath_IsReturnedAsError(string path) =>
        Assert.IsAssignableFrom<ArgumentException>((await FlowFile.LoadAsync(path, CancellationToken.None)).Error);

    [Fact]
    public async Task FileOverTheLimit_IsReturnedAsErrorThatSaysSo()
    {
        string path = folder.PathOf("large.json");
        await using (FileStream sparse = File.Create(path))
        {
            sparse.SetLength(FlowFile.MaxFileBytes + 1);
        }

        (_, Exception? error) = await FlowFile.LoadAsync(path, CancellationToken.None);

        Assert.Contains("larger than 1024 MiB", Assert.IsType<IOException>(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_Throws()
    {
        string path = folder.Write("flows.json", "{}");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FlowFile.LoadAsync(path, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\uFEFF{}")]
    [InlineData("""{"flows":[{"id":1}],"2":null,"3":"x","4":[],"5":5}""")]
    public async Task FileWithoutFlows_IsEmpty(string content)
    {
        (IReadOnlyList<Flow> flows, Exception? error) = await LoadAsync(content);

        Assert.Null(error);
        Assert.Empty(flows);
    }

    [Theory]
    [InlineData("""[{"id":3}]""")]
    [InlineData("""[{"id":"3"}]""")]
    [InlineData("""{"3":{}}""")]
    [InlineData("""{"9":{"id":3}}""")]
    [InlineData("""{"x":{"id":3}}""")]
    [InlineData("""{"\ud800":{"id":3}}""")]
    [InlineData("""{"3":{"id":0}}""")]
    [InlineData("""{"3":{"id":-1}}""")]
    [InlineData("""{"3":{"id":1.5}}""")]
    [InlineData("""{"3":{"id":1e99}}""")]
    [InlineData("""{"3":{"id":99999999999999999999}}""")]
    [InlineData("""{"3":{"id":9007199254740992}}""")]
    [InlineData("""{"3":{"id":"x"}}""")]
    [InlineData("""{"3":{"id":""}}""")]
    [InlineData("""{"3":{"id":" 4 "}}""")]
    [InlineData("""{"3":{"id":"\ud800"}}""")]
    [InlineData("""{"3":{"id":null}}""")]
    [InlineData("""{"3":{"id":true}}""")]
    [InlineData("""{"3":{"id":[4]}}""")]
    [InlineData("""{"3":{"id":{}}}""")]
    [InlineData("""[{"id":4,"id":3}]""")]
    public async Task UsableId_IsFound(string content) => Assert.Equal(3, (await LoadOneAsync(content)).Id);

    [Theory]
    [InlineData("[{}]")]
    [InlineData("""[{"id":0}]""")]
    [InlineData("""{"x":{}}""")]
    [InlineData("""{"0":{}}""")]
    [InlineData("""{"-1":{}}""")]
    [InlineData("""{"":{}}""")]
    [InlineData("""{"9007199254740992":{}}""")]
    [InlineData("""{"\ud800":{}}""")]
    [InlineData("[3]")]
    public async Task FlowWithoutUsableId_IsSkipped(string content)
    {
        (IReadOnlyList<Flow> flows, Exception? error) = await LoadAsync(content);

        Assert.Null(error);
        Assert.Empty(flows);
    }

    [Fact]
    public async Task HighestId_CanBeNumberedOnAfter()
    {
        FlowTable table = new(5);

        table.ReplaceAll([await LoadOneAsync("""{"9007199254740991":{}}""")]);
        table.Add(FlowTableTests.NewFlow());

        Assert.Equal([9007199254740991, 9007199254740992], FlowTableTests.Ids(table));
    }

    [Theory]
    [InlineData("""{"1":{}}""")]
    [InlineData("""{"1":{"timestamp":1,"clientIP":2,"request":3,"response":4,"duration":"5","timings":6,"intercepted":7,"modified":"true","completed":9,"errorCode":10,"requestBytes":"11","responseBytes":[12]}}""")]
    [InlineData("""{"1":{"timestamp":null,"clientIP":null,"request":null,"response":null,"duration":null,"timings":null,"intercepted":null,"modified":null,"completed":null,"errorCode":null,"requestBytes":null,"responseBytes":null}}""")]
    [InlineData("""{"1":{"timestamp":[],"clientIP":[],"request":[],"response":[],"duration":[],"timings":[],"intercepted":[],"modified":[],"completed":[],"errorCode":[],"requestBytes":[],"responseBytes":[]}}""")]
    [InlineData("""{"1":{"timestamp":"x","clientIP":"\ud800","request":{},"response":"","duration":1e999,"timings":{},"intercepted":{},"modified":{},"completed":{},"errorCode":{},"requestBytes":-1,"responseBytes":1.5}}""")]
    [InlineData("""{"1":{"timestamp":"2025-13-01 00:00:00.000","request":{"method":1,"url":[],"version":{},"headers":"x","raw":null},"duration":1e28,"timings":{"dns":"1","connect":null,"send":[],"wait":{},"receive":1e400}}}""")]
    [InlineData("""{"1":{"duration":79228162514264337593543950335,"\ud800":1,"unknown":{"deep":[1,2]}}}""")]
    public async Task MissingOrMistypedFields_GetDefaults(string content)
    {
        Flow flow = await LoadOneAsync(content);

        Assert.Equal(DateTimeOffset.UnixEpoch, flow.Timestamp);
        Assert.Equal("", flow.ClientIP);
        Assert.Equal(("", "", "HTTP/1.1", "", 0), (flow.Request.Method, flow.Request.Url, flow.Request.Version, flow.Request.Raw, flow.Request.Headers.Count));
        Assert.Null(flow.Response);
        Assert.Equal(TimeSpan.Zero, flow.Duration);
        Assert.Equal(default, flow.Timings);
        Assert.False(flow.Intercepted || flow.Modified);
        Assert.True(flow.Completed);
        Assert.Null(flow.ErrorCode);
        Assert.Equal((0, 0), (flow.RequestBytes, flow.ResponseBytes));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"version":1,"status":"200","statusText":false,"headers":[],"raw":1}""")]
    [InlineData("""{"status":99999999999,"headers":null}""")]
    [InlineData("""{"status":200.5}""")]
    public async Task MistypedResponse_GetsDefaults(string response)
    {
        ProxyResponse loaded = (await LoadOneAsync($$"""[{"id":1,"response":{{response}}}]""")).Response!;

        Assert.Equal(("HTTP/1.1", 0, "", "", 0), (loaded.Version, loaded.Status, loaded.StatusText, loaded.Raw, loaded.Headers.Count));
    }

    [Fact]
    public async Task Headers_MayBeStringsNumbersAndArrays()
    {
        Flow flow = await LoadOneAsync(
            """[{"id":1,"request":{"headers":{"A":"1","b":2.50,"c":["x",3,null,["y"],"\udc00","z"],"d":[],"e":null,"f":true,"g":{},"\ud800":"h","a":""}}}]""");

        Assert.Equal([new("A", "1"), new("b", "2.50"), new("c", "x"), new("c", "3"), new("c", "z"), new("a", "")], flow.Request.Headers);
    }

    [Theory]
    [InlineData("""[{"id":1,"clientIP":"a","\ud800":"b"}]""")]
    [InlineData("""[{"\ud800":"b","id":1,"clientIP":"a"}]""")]
    [InlineData("""[{"id":1,"clientIP":"b","\udc00longer":"b","client\u0049P":"a"}]""")]
    [InlineData("""[{"id":1,"clientIP":"b","clientIP":"a"}]""")]
    public async Task OddNameInFlow_HidesNoOtherField(string content) => Assert.Equal("a", (await LoadOneAsync(content)).ClientIP);

    [Fact]
    public async Task BytesThatAreNoUtf8_GiveDefaults()
    {
        string path = folder.PathOf("flows.json");
        await File.WriteAllBytesAsync(path, Encoding.Latin1.GetBytes("{\"1\":{\"clientIP\":\"\xff\",\"\xfe\":1,\"request\":{\"method\":\"GET\",\"headers\":{\"\xfd\":\"a\",\"b\":\"\xfc\"}}}}"), TestContext.Current.CancellationToken);

        (IReadOnlyList<Flow> flows, Exception? error) = await FlowFile.LoadAsync(path, CancellationToken.None);

        Assert.Null(error);
        Flow flow = Assert.Single(flows);
        Assert.Equal(("", "GET", 0), (flow.ClientIP, flow.Request.Method, flow.Request.Headers.Count));
    }

    [Fact]
    public async Task Timestamp_IsLocal()
    {
        Flow flow = await LoadOneAsync("""[{"id":1,"timestamp":"2025-03-04 05:06:07.089"}]""");

        DateTime local = new(2025, 3, 4, 5, 6, 7, 89);
        Assert.Equal(new DateTimeOffset(local, TimeZoneInfo.Local.GetUtcOffset(local)), flow.Timestamp);
    }

    [Theory]
    [InlineData("0001-01-01 00:00:00.000")]
    [InlineData("9999-12-31 23:59:59.999")]
    public async Task TimestampAtTheEdgeOfTheCalendar_IsRead(string text)
    {
        Flow flow = await LoadOneAsync($$"""[{"id":1,"timestamp":"{{text}}"}]""");

        Assert.Equal(text, flow.Timestamp.ToString(FlowJsonNames.TimestampFormat, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task LoadedMessage_IsChangedAndKeepsItsRaw()
    {
        Flow flow = await LoadOneAsync("""[{"id":1,"request":{"method":"GET","url":"/","headers":{"host":"h"},"raw":"€"},"response":{"status":204}}]""");

        Assert.True(flow.Request.IsChanged && flow.Response!.IsChanged);
        Assert.Equal("€", flow.Request.Raw);
        Assert.Equal("GET / HTTP/1.1\r\nhost: h\r\n\r\n", Messages.Written(flow.Request));
        Assert.Equal("HTTP/1.1 204 \r\n\r\n", Messages.Written(flow.Response!));
    }

    private async Task<Flow> LoadOneAsync(string content)
    {
        (IReadOnlyList<Flow> flows, Exception? error) = await LoadAsync(content);
        Assert.Null(error);
        return Assert.Single(flows);
    }

    private Task<(IReadOnlyList<Flow> Flows, Exception? Error)> LoadAsync(string content) =>
        FlowFile.LoadAsync(folder.Write("flows.json", content), CancellationToken.None);
}
