using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Proximity.Flows;

namespace Proximity.Formats.Json;

/// <summary>Reads one flow a line. Empty lines count for nothing; a flow without an id gets the next number.</summary>
internal sealed class JsonLinesReader : IFlowReader
{
    private const string NoFlow = "a line that holds no flow";

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    public async IAsyncEnumerable<Flow> ReadAsync(
        Stream stream,
        FormatLosses losses,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        long line = 0;
        long lastId = 0;
        bool isLast;
        do
        {
            ReadResult result = await pipe.ReadAsync(cancellationToken);
            ReadOnlySequence<byte> rest = result.Buffer;
            isLast = result.IsCompleted;
            while (TryTakeLine(ref rest, isLast, out ReadOnlySequence<byte> text))
            {
                if (Read(text, ++line, lastId, losses) is { } flow)
                {
                    lastId = flow.Id;
                    yield return flow;
                }
            }

            pipe.AdvanceTo(rest.Start, rest.End);
        }
        while (!isLast);

        await pipe.CompleteAsync();
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, bool isLast, out ReadOnlySequence<byte> line)
    {
        line = rest;
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        rest = isLast ? rest.Slice(rest.End) : rest;
        return isLast && !line.IsEmpty;
    }

    private static Flow? Read(ReadOnlySequence<byte> text, long line, long lastId, FormatLosses losses)
    {
        byte[] bytes = text.ToArray();
        ReadOnlyMemory<byte> content = bytes.AsSpan().StartsWith(ByteOrderMark) ? bytes.AsMemory(ByteOrderMark.Length) : bytes;
        if (content.Span.Trim(" \t\r"u8).IsEmpty)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(content);
            Flow? flow = FlowJsonReader.ReadObject(document.RootElement, (lastId + 1).ToString(CultureInfo.InvariantCulture));
            losses.AddIf(flow is null, NoFlow);
            return flow;
        }
        catch (JsonException exception)
        {
            throw new FlowFormatException(
                string.Create(CultureInfo.InvariantCulture, $"Line {line} is no JSON: {exception.Message}"),
                exception);
        }
    }
}
