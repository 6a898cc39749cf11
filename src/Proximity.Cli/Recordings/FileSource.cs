using System.Runtime.CompilerServices;
using Proximity.Cli.Running;
using Proximity.Content;
using Proximity.Filters;
using Proximity.Flows;
using Proximity.Formats;

namespace Proximity.Cli.Recordings;

/// <summary>A file of any format that is read. Flows are read one after the other.</summary>
/// <param name="path">The file.</param>
/// <param name="codings">The content codings that are known.</param>
/// <param name="say">Gets a sentence for each kind of thing that could not be taken from the file.</param>
/// <param name="timeProvider">The clock by which a file that grows is looked at again.</param>
internal sealed class FileSource(string path, ContentCodings codings, Action<string> say, TimeProvider timeProvider) : FlowSource
{
    private readonly HashSet<string> said = new(StringComparer.Ordinal);
    private long seen;

    public override string Name => path;

    public override async IAsyncEnumerable<RecordedFlow> ReadAsync(
        Filter? filter, Progress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var file = Open();
        await using (file.ConfigureAwait(false))
        {
            progress.Total = file.Length;
            var format = Detect(file);
            seen = 0;
            await foreach (var flow in ReadAsync(format, new CountedStream(file, progress), cancellationToken).ConfigureAwait(false))
            {
                seen++;
                if (filter is null || filter.Matches(flow.Snapshot))
                {
                    yield return flow;
                }
            }
        }
    }

    public override async IAsyncEnumerable<RecordedFlow> FollowAsync(
        Filter? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var file = Open();
        await using (file.ConfigureAwait(false))
        {
            var format = Detect(file);
            if (format != FlowFormats.JsonLines && format != FlowFormats.Mitmproxy)
            {
                throw new RecordingException(
                    $"{path} is {format.Title}, which is complete when it is written. "
                        + "--follow takes JSON lines, mitmproxy's files and stores.",
                    ExitCode.WrongUsage);
            }

            var known = seen;
            await foreach (var flow in ReadAsync(format, new GrowingStream(file, timeProvider), cancellationToken).ConfigureAwait(false))
            {
                if (known-- <= 0 && (filter is null || filter.Matches(flow.Snapshot)))
                {
                    yield return flow;
                }
            }
        }
    }

    public override async Task<DateTimeOffset?> NewestAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? newest = null;
        await foreach (var flow in ReadAsync(null, new Progress(), cancellationToken).ConfigureAwait(false))
        {
            newest = newest > flow.Snapshot.Timestamp ? newest : flow.Snapshot.Timestamp;
        }

        return newest;
    }

    /// <summary>Nothing is open between two readings.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async IAsyncEnumerable<RecordedFlow> ReadAsync(
        FlowFormat format, Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var read = 0L;
        var losses = new FormatLosses();
        var reader = format.Reader!(new ContentDecoder(codings));
        var flows = reader.ReadAsync(stream, losses, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (flows.ConfigureAwait(false))
        {
            while (await MoveAsync(flows, format, read).ConfigureAwait(false))
            {
                read++;
                yield return RecordedFlow.Of(flows.Current);
            }
        }

        if (read == 0 && !losses.IsEmpty)
        {
            var why = ImportFile.WhyNoFlows(path) ?? "nothing of it is a flow.";
            throw new RecordingException(
                $"{path} holds no flows: {why} Not read: {string.Join("; ", losses.Describe())}.", ExitCode.WrongUsage);
        }

        foreach (var loss in losses.Describe().Where(said.Add))
        {
            say($"Not read from {path}: {loss}.");
        }
    }

    private async Task<bool> MoveAsync(IAsyncEnumerator<Flow> flows, FlowFormat format, long read)
    {
        try
        {
            return await flows.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (FileProblem.Is(exception) || exception is InvalidDataException or OutOfMemoryException)
        {
            throw new RecordingException(
                $"{path} cannot be read as {format.Title}: {exception.Message}{FlowFormatException.FlowsBefore(read)}",
                read == 0 && exception is FlowFormatException ? ExitCode.WrongUsage : ExitCode.Failed);
        }
    }

    private FlowFormat Detect(FileStream file)
    {
        var start = new byte[FlowFormats.LookedAtBytes];
        try
        {
            var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            file.Position = 0;
            return FlowFormats.Detect(start.AsSpan(0, length)) ?? throw new RecordingException(
                $"{path} holds no flows: {ImportFile.WhyNoFlows(path) ?? "it is empty."}", ExitCode.WrongUsage);
        }
        catch (Exception exception) when (FileProblem.Is(exception))
        {
            throw new RecordingException($"{path} cannot be read: {FileProblem.Describe(path, exception)}", ExitCode.WrongUsage);
        }
    }

    private FileStream Open()
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024, useAsync: true);
        }
        catch (Exception exception) when (FileProblem.Is(exception))
        {
            throw new RecordingException($"{path} cannot be read: {FileProblem.Describe(path, exception)}", ExitCode.WrongUsage);
        }
    }
}
