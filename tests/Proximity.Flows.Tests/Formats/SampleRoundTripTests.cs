using Proximity.Formats;

namespace Proximity.Flows.Tests.Formats;

/// <summary>Files of the real tools: what a format says of them, it says again when it is read back.</summary>
public class SampleRoundTripTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            string[] samples =
            [
                "chromium-devtools-h1.har", "chromium-devtools-h2.har", "firefox-h2.har", "playwright-full-h2.har",
                "playwright-minimal.har", "chrome-har-npm-h2.har", "reference-shape.har", "mitmproxy-8.1.1.flow",
                "mitmproxy-8.1.1-tcp-ws-error.flow",
            ];
            var cases = new TheoryData<string, string>();
            foreach (string sample in samples)
            {
                foreach (string format in (string[])["json", "jsonl", "har", "mitmproxy", "saz"])
                {
                    // Without a response, mitmproxy has no place for the time in which it was awaited.
                    if ((sample, format) != ("reference-shape.har", "mitmproxy"))
                    {
                        cases.Add(sample, format);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task SampleThatIsWritten_IsWrittenTheSameWhenItIsReadBack(string sample, string formatName)
    {
        byte[] file = FormatFlows.Sample(sample);
        FlowFormat format = FlowFormats.Named(formatName)!;
        List<Flow> read = await FormatFlows.ReadAsync(FlowFormats.Detect(file)!.Reader!(FormatFlows.Decoder), file);

        // The first time what the format has no place for goes; here nothing may go any more.
        byte[] once = await WriteAsync(format, read);
        List<Flow> again = await FormatFlows.ReadAsync(format.Reader!(FormatFlows.Decoder), once);
        byte[] twice = await WriteAsync(format, again);

        Assert.Equal(read.Count, again.Count);
        Assert.Equal(once, twice);
    }

    private static Task<byte[]> WriteAsync(FlowFormat format, IEnumerable<Flow> flows)
        => FormatFlows.WriteAsync(format.Writer!(FormatFlows.Decoder), new FormatLosses(), flows);
}
