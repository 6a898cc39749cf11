using System.Globalization;
using System.Text;
using Proximity.Content;
using Proximity.Flows;

namespace Proximity.Formats.Html;

/// <summary>
/// Writes flows as one page that needs nothing beside it: to be read, sent and kept. It has at most <see cref="MaxFlows"/> flows and
/// <see cref="MaxTextBytes"/> bytes of bodies and messages, and says what it leaves out.
/// </summary>
/// <param name="decoder">Takes content codings off.</param>
internal sealed class HtmlReportWriter(ContentDecoder decoder) : IFlowWriter
{
    /// <summary>The most flows of a report; a browser opens so many.</summary>
    public const int MaxFlows = 5000;

    /// <summary>The most bytes of bodies and messages of a report.</summary>
    public const int MaxTextBytes = 16 * 1024 * 1024;

    public async Task WriteAsync(Stream stream, IEnumerable<Flow> flows, FormatLosses losses, CancellationToken cancellationToken)
    {
        var room = new HtmlRoom(MaxTextBytes);
        int written = 0;
        long passed = 0;
        int more = 0;
        await WriteAsync(stream, HtmlPage.Head, cancellationToken);
        foreach (Flow live in flows)
        {
            if (written == MaxFlows)
            {
                more++;
                losses.Add("a flow beyond those that a report has");
                continue;
            }

            FlowSnapshot flow = live.SnapshotNotKept();
            await WriteAsync(stream, new HtmlFlow(flow, decoder, room, losses).ToText(), cancellationToken);
            passed += flow.RequestBytes + flow.ResponseBytes;
            written++;
        }

        string rest = more == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" {more:N0} further flows are left out.");
        string word = written == 1 ? "flow" : "flows";
        string summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{written:N0} {word}, in which {passed:N0} bytes passed; {room.Taken:N0} bytes of bodies and messages are shown.{rest}");
        await WriteAsync(stream, HtmlPage.Foot(summary), cancellationToken);
    }

    private static ValueTask WriteAsync(Stream stream, string text, CancellationToken cancellationToken)
        => stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
}
