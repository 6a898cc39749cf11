using System.Runtime.CompilerServices;
using Proximity.Flows;

namespace Proximity.Formats.Mitmproxy;

/// <summary>
/// Reads flow files of mitmproxy: those of versions 8 to 12 (flow formats 15 to 21), and older ones as far as they are alike.
/// </summary>
internal sealed class MitmproxyReader : IFlowReader
{
    private const int BufferBytes = 64 * 1024;

    public async IAsyncEnumerable<Flow> ReadAsync(
        Stream stream,
        FormatLosses losses,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new TnetReader(new BufferedStream(stream, BufferBytes));
        long lastId = 0;
        while (await reader.ReadAsync(cancellationToken) is { } state)
        {
            if (!state.IsDictionary)
            {
                throw new FlowFormatException("The file is no flow file of mitmproxy: a dictionary is expected.");
            }

            if (state["type"].Text is not "http" || !state["request"].IsDictionary)
            {
                losses.Add(MitmproxyLosses.NotHttp);
                continue;
            }

            yield return FlowFactory.Create(MitmproxyFlow.Read(state, losses) with { Id = ++lastId });
        }
    }
}
