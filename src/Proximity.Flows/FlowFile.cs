using System.Security;
using System.Text.Json;

namespace Proximity.Flows;

/// <summary>Flows as a JSON file (the format: docs/flows.md).</summary>
internal static class FlowFile
{
    /// <summary>A larger file is not loaded: it is parsed in memory, and takes several times its size there.</summary>
    internal const long MaxFileBytes = 1L << 30;

    /// <summary>Writes all flows to a temporary file beside <paramref name="path"/>, flushes it to the disk and renames it over the target: the file is complete or as it was before.</summary>
    /// <returns>Null on success, otherwise what went wrong (an I/O, access or path exception); never throws for a bad path.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the target is as it was.</exception>
    public static async Task<Exception?> ExportAsync(string path, IEnumerable<Flow> flows, CancellationToken cancellationToken)
    {
        try
        {
            await AtomicFile.WriteAsync(path, stream => FlowJsonWriter.WriteAsync(stream, flows, cancellationToken), cancellationToken);
            return null;
        }
        catch (Exception exception) when (IsFileProblem(exception))
        {
            return exception;
        }
    }

    /// <summary>Writes all flows to a stream, which stays open.</summary>
    /// <returns>Null on success, otherwise what went wrong.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<Exception?> WriteAsync(Stream stream, IEnumerable<Flow> flows, CancellationToken cancellationToken)
    {
        try
        {
            await FlowJsonWriter.WriteAsync(stream, flows, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            return null;
        }
        catch (Exception exception) when (IsFileProblem(exception) || exception is ObjectDisposedException)
        {
            return exception;
        }
    }

    /// <summary>Whether an export to this path can work, as far as that shows beforehand; what is there stays as it is.</summary>
    /// <returns>Null when it can, otherwise what is in its way.</returns>
    public static Exception? TryTarget(string path)
    {
        try
        {
            AtomicFile.TryTarget(path);
            return null;
        }
        catch (Exception exception) when (IsFileProblem(exception))
        {
            return exception;
        }
    }

    /// <summary>Reads flows; error is null on success, otherwise why the file cannot be used.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<(IReadOnlyList<Flow> Flows, Exception? Error)> LoadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            byte[] content = await ReadAsync(path, cancellationToken);
            return (FlowJsonReader.Read(content), null);
        }
        catch (Exception exception) when (IsFileProblem(exception) || exception is JsonException or OutOfMemoryException)
        {
            // Memory: a file of nearly the permitted size may not fit this machine; that is the file's fault, and the proxy lives on.
            return ([], exception);
        }
    }

    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (stream.Length > MaxFileBytes)
        {
            throw new IOException($"The file '{path}' is larger than {MaxFileBytes >> 20} MiB, the most that is loaded.");
        }

        // No more than the length seen is read, whatever is appended meanwhile; a file cut short meanwhile ends in zeros, which is bad JSON.
        byte[] content = new byte[stream.Length];
        await stream.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken);
        return content;
    }

    internal static bool IsFileProblem(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or SecurityException;
}
