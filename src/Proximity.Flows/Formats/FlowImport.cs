using Proximity.Content;
using Proximity.Flows;

namespace Proximity.Formats;

/// <summary>Reads flows from a file of any format that is read; which one it is, its content shows.</summary>
internal static class FlowImport
{
    /// <summary>Reads flows; error is null on success, otherwise why the file cannot be used.</summary>
    /// <param name="path">The file.</param>
    /// <param name="losses">Gets what could not be taken from the file.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<(IReadOnlyList<Flow> Flows, Exception? Error)> LoadAsync(
        string path,
        FormatLosses losses,
        CancellationToken cancellationToken)
    {
        try
        {
            if (await DetectAsync(path, cancellationToken) is { } format && format != FlowFormats.Json)
            {
                return (await ReadAsync(path, format, losses, cancellationToken), null);
            }
        }
        catch (Exception exception) when (FlowFile.IsFileProblem(exception) || exception is OutOfMemoryException)
        {
            return ([], exception);
        }

        return await FlowFile.LoadAsync(path, cancellationToken);
    }

    private static async Task<List<Flow>> ReadAsync(
        string path,
        FlowFormat format,
        FormatLosses losses,
        CancellationToken cancellationToken)
    {
        IFlowReader reader = format.Reader!(new ContentDecoder(ContentCodings.BuiltIn));
        await using FileStream stream = Open(path);
        List<Flow> flows = [];
        try
        {
            await foreach (Flow flow in reader.ReadAsync(stream, losses, cancellationToken))
            {
                flows.Add(flow);
            }
        }
        catch (FlowFormatException exception) when (flows.Count > 0)
        {
            throw new FlowFormatException(exception.Message + FlowFormatException.FlowsBefore(flows.Count), exception);
        }

        return flows;
    }

    private static async Task<FlowFormat?> DetectAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream stream = Open(path);
        byte[] start = new byte[FlowFormats.LookedAtBytes];
        int length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        return FlowFormats.Detect(start.AsSpan(0, length));
    }

    private static FileStream Open(string path)
        => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
}
