using Proximity.Content;
using Proximity.Flows;
using Proximity.Masking;

namespace Proximity.Formats;

/// <summary>Writes flows to a file or a stream in any format, with their secrets masked when that is asked for.</summary>
/// <param name="Format">The format; it has a writer.</param>
/// <param name="Decoder">Takes content codings off.</param>
internal sealed record FlowExport(FlowFormat Format, ContentDecoder Decoder)
{
    /// <summary>Further names whose values are secrets; null to mask nothing, unless the format is masked by default.</summary>
    public IReadOnlyCollection<string>? Redact { get; init; }

    /// <summary>True to mask nothing where a format is masked by default and <see cref="Redact"/> is null.</summary>
    public bool KeepsSecrets { get; init; }

    /// <summary>Called for each place that was masked; null when nobody wants to know.</summary>
    public Action<MaskedPlace>? OnMasked { get; init; }

    /// <summary>What the format could not carry, once something was written.</summary>
    public FormatLosses Losses { get; } = new();

    /// <summary>Writes a file: it is complete, or as it was before.</summary>
    /// <returns>Null on success, otherwise what went wrong; never throws for a bad path.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the target is as it was.</exception>
    public async Task<Exception?> ToFileAsync(string path, IEnumerable<Flow> flows, CancellationToken cancellationToken)
    {
        try
        {
            await AtomicFile.WriteAsync(path, stream => WriteAsync(stream, flows, cancellationToken), cancellationToken);
            return null;
        }
        catch (Exception exception) when (FlowFile.IsFileProblem(exception))
        {
            return exception;
        }
    }

    /// <summary>Writes to a stream, which stays open.</summary>
    /// <returns>Null on success, otherwise what went wrong.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<Exception?> ToStreamAsync(Stream stream, IEnumerable<Flow> flows, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(stream, flows, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            return null;
        }
        catch (Exception exception) when (FlowFile.IsFileProblem(exception) || exception is ObjectDisposedException)
        {
            return exception;
        }
    }

    private Task WriteAsync(Stream stream, IEnumerable<Flow> flows, CancellationToken cancellationToken)
    {
        IEnumerable<Flow> written = (Redact ?? (Format.IsMaskedByDefault && !KeepsSecrets ? [] : null)) is { } further
            ? flows.Select(new FlowMask(new SecretNames(further), Decoder, OnMasked).Mask)
            : flows;
        return Format.Writer!(Decoder).WriteAsync(stream, written, Losses, cancellationToken);
    }
}
