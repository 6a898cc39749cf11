using Proximity.Cli.Configuration;
using Proximity.Cli.Recordings;
using Proximity.Flows;
using Proximity.Formats;

namespace Proximity.Cli.Running;

/// <summary>Where the flows go when the program stops: a file, a device or pipe, or standard output.</summary>
internal static class ExportTarget
{
    private const string StandardOutputName = "-";

    /// <summary>True for <c>-</c>.</summary>
    public static bool IsStandardOutput(string? exportFile) => exportFile == StandardOutputName;

    /// <summary>What a sentence calls it.</summary>
    public static string Describe(string exportFile) => IsStandardOutput(exportFile) ? "standard output" : exportFile;

    /// <summary>The settings without a target where nothing is recorded: an export would replace the file by an empty one.</summary>
    public static Settings WhereRecorded(Settings settings)
        => settings.RecordFlows is false ? settings with { ExportFile = null } : settings;

    /// <summary>Refuses a target that cannot be written now, before there is anything to lose, and a format that there is not.</summary>
    /// <exception cref="ConfigurationException">It cannot.</exception>
    public static void Try(Settings settings)
    {
        if (settings.ExportFormat is { } format && FlowFormats.Named(format) is null)
        {
            var named = settings.WithSource(format, nameof(Settings.ExportFormat));
            var known = string.Join(", ", FlowFormats.All.Select(known => known.Name));
            throw new ConfigurationException($"There is no format {named}; there are {known}.");
        }

        if (settings.RedactReport is not null && settings.Redact is null)
        {
            throw new ConfigurationException("--redact-report has an effect only together with --redact.");
        }

        RefuseStore(settings.RedactReport, settings, nameof(Settings.RedactReport));
        if (settings.ExportFile is { } target && !IsStandardOutput(target))
        {
            RefuseStore(target, settings, nameof(Settings.ExportFile));
        }

        if (settings.RedactReport is { } report && FlowFile.TryTarget(report) is { } refusal)
        {
            var named = settings.WithSource(report, nameof(Settings.RedactReport));
            throw new ConfigurationException($"Nothing can be written to {named}: {FileProblem.Describe(report, refusal)}");
        }

        if (settings.ExportFile is { } file && !IsStandardOutput(file) && FlowFile.TryTarget(file) is { } problem)
        {
            var source = settings.SourceOf(nameof(Settings.ExportFile)) ?? "--export-file";
            throw new ConfigurationException($"{source} is {file}, where nothing can be written: {FileProblem.Describe(file, problem)}");
        }
    }

    /// <summary>A store would be replaced, and all its flows with it.</summary>
    private static void RefuseStore(string? file, Settings settings, string setting)
    {
        if (file is not null && (SqliteStores.IsStore(file) || (settings.Store is { } store && IsSame(file, store))))
        {
            var named = settings.WithSource(file, setting);
            throw new ConfigurationException($"Nothing is written to {named}: it is a store, whose flows would be lost.");
        }
    }

    private static bool IsSame(string file, string store)
        => string.Equals(Path.GetFullPath(file), Path.GetFullPath(store), StringComparison.Ordinal);
}
