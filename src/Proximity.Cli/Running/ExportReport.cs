using Proximity.Cli.Configuration;
using Proximity.Cli.Output;

namespace Proximity.Cli.Running;

/// <summary>What is to be said about an export: to standard error what its format cannot carry, to a file what was masked.</summary>
internal sealed class ExportReport : IAsyncDisposable
{
    private readonly StreamWriter? masked;

    /// <param name="settings">The format, and the file for what was masked.</param>
    /// <param name="errors">Standard error.</param>
    public ExportReport(Settings settings, TextWriter errors)
    {
        masked = settings.RedactReport is { } path && settings.Redact is not null ? new StreamWriter(Open(path)) : null;
        Options = new FlowExportOptions
        {
            Format = settings.ExportFormat,
            OnLoss = loss => Say($"Not in the export: {loss}.", errors),
            OnMasked = masked is null ? null : masked.WriteLine,
        };
    }

    public FlowExportOptions Options { get; }

    /// <summary>Prints a sentence; file names in it are shown as they are safe to show.</summary>
    public static void Say(string sentence, TextWriter errors) => errors.WriteLine(Printable.Text(sentence));

    public ValueTask DisposeAsync() => masked?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Places say which exchanges had secrets: the file is for its owner.</summary>
    private static FileStream Open(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
