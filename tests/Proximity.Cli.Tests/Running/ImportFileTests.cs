using System.IO.Compression;
using Proximity.Cli.Running;

namespace Proximity.Cli.Tests.Running;

public sealed class ImportFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData(" \n", "it is empty")]
    [InlineData("""{"log":{"version":"1.2","entries":[]}}""", "it is a HAR file without an HTTP exchange")]
    [InlineData("""{"comment":{"a":[1,2]},"log":{"version":"1.2"}}""", "it is a HAR file without an HTTP exchange")]
    [InlineData("1203:9:websocket;0:~8:response;11:client_conn;", "it is a flow file of mitmproxy without an HTTP flow")]
    [InlineData("""{"a":1}""", "it is JSON, but holds no flow with an id")]
    [InlineData("""[{"request":{}}]""", "it is JSON, but holds no flow with an id")]
    [InlineData("""{"a":""", "it is JSON, but holds no flow with an id")]
    [InlineData("{nonsense", "it is no JSON: ")]
    [InlineData("not json", "it is no JSON")]
    [InlineData("<?xml version=\"1.0\"?>", "it is XML or HTML")]
    public void FileWithoutFlows_IsCalledByItsKind(string content, string kind)
        => Assert.StartsWith(kind, ImportFile.WhyNoFlows(folder.Write("in", content)), StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'{', 0 }, "it is text in UTF-16; a file with flows is in UTF-8")]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 5, 6, 0 }, "it is a ZIP archive of no files")]
    [InlineData(new byte[] { 0x1F, 0x8B, 8 }, "it is compressed with gzip")]
    public void FileThatIsNoText_IsCalledByItsKind(byte[] content, string kind)
    {
        File.WriteAllBytes(folder.File("in"), content);

        Assert.StartsWith(kind, ImportFile.WhyNoFlows(folder.File("in")), StringComparison.Ordinal);
    }

    [Fact]
    public void Store_IsCalledOne() => Assert.StartsWith(
        "it is a SQLite file; of a store, proximity flows export makes a file of flows.",
        ImportFile.WhyNoFlows(folder.Write("in", "SQLite format 3\0...")),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\uFEFF{ }")]
    public void FileThatSaysItHoldsNone_IsTaken(string content) => Assert.Null(ImportFile.WhyNoFlows(folder.Write("in", content)));

    [Theory]
    [InlineData("raw/1_c.txt", "it is a SAZ archive, as Fiddler writes it, without a session that can be read")]
    [InlineData("a.txt", "it is a ZIP archive")]
    public void Archive_IsCalledByWhatItHolds(string entry, string kind)
    {
        using (var archive = ZipFile.Open(folder.File("in.saz"), ZipArchiveMode.Create))
        {
            archive.CreateEntry(entry);
        }

        Assert.StartsWith(kind, ImportFile.WhyNoFlows(folder.File("in.saz")), StringComparison.Ordinal);
    }

    [Fact]
    public void MissingFile_IsSaid() => Assert.StartsWith("it cannot be read: ", ImportFile.WhyNoFlows(folder.File("missing")), StringComparison.Ordinal);
}
