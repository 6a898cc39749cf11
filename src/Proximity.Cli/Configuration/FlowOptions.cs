using Proximity.Cli.Configuration.Rows;
using Proximity.Stores;

namespace Proximity.Cli.Configuration;

/// <summary>What is recorded and kept of flows.</summary>
internal static class FlowOptions
{
    public static OptionGroup Group { get; } = new("Flows",
    [
        new FlagRow
        {
            Name = "--record",
            Key = "recordFlows",
            Setting = nameof(Settings.RecordFlows),
            Member = nameof(ProxyOptions.RecordFlows),
            Text = "Keep flows in memory (the default).",
            Sets = (options, record) => options.RecordFlows = record,
        },
        new FlagRow
        {
            Name = "--no-record",
            IsNegated = true,
            Setting = nameof(Settings.RecordFlows),
            Text = "Keep no flows; there are no flow lines and nothing to export then.",
        },
        new TextRow
        {
            Name = "--keep",
            Key = "keep",
            Setting = nameof(Settings.Keep),
            Member = nameof(ProxyOptions.KeepFlows),
            ValueName = "filter",
            Text = "Keep only the flows that this filter matches, once they have ended (docs/filters.md).",
        },
        new NumberRow
        {
            Name = "--max-flows",
            Key = "maxFlows",
            Setting = nameof(Settings.MaxFlows),
            Member = nameof(ProxyOptions.MaxFlows),
            Range = IntegerRange.MaxFlows,
            Text = "The most flows kept, 1 or more; the newest stay.",
            Default = "1000",
            Sets = (options, count) => options.MaxFlows = count,
        },
        new FlagRow
        {
            Name = "--no-capture-bodies",
            Key = "captureBodies",
            IsNegated = true,
            Setting = nameof(Settings.CaptureBodies),
            Member = nameof(ProxyOptions.CaptureBodies),
            Text = "Keep heads only; by default the beginning of every body is kept with its flow.",
            Sets = (options, capture) => options.CaptureBodies = capture,
        },
        new NumberRow
        {
            Name = "--max-body-bytes",
            Key = "maxBodyBytes",
            Setting = nameof(Settings.MaxBodyBytes),
            Member = nameof(ProxyOptions.MaxBodyBytes),
            Range = IntegerRange.MaxBodyBytes,
            ValueName = "bytes",
            Text = "The most bytes kept of one body, 0..67108864; 0 for none.",
            Default = "1048576",
            Sets = (options, bytes) => options.MaxBodyBytes = bytes,
        },
        new LargeNumberRow
        {
            Name = "--max-flow-bytes",
            Key = "maxFlowBytes",
            Setting = nameof(Settings.MaxFlowBytes),
            Member = nameof(ProxyOptions.MaxFlowBytes),
            Range = IntegerRange.MaxFlowBytes,
            ValueName = "bytes",
            Text = "The most bytes that all flows kept may take, 65536 or more; the oldest bodies go first, then the oldest flows.",
            Default = "268435456",
            Sets = (options, bytes) => options.MaxFlowBytes = bytes,
        },
        new NumberRow
        {
            Name = "--max-websocket-record-bytes",
            Key = "maxWebSocketRecordBytes",
            Setting = nameof(Settings.MaxWebSocketRecordBytes),
            Member = nameof(ProxyOptions.MaxWebSocketRecordBytes),
            Range = IntegerRange.FromZero,
            ValueName = "bytes",
            Text = "The most payload bytes of WebSocket messages kept for a flow; 0 for none.",
            Default = "262144",
            Sets = (options, bytes) => options.MaxWebSocketRecordBytes = bytes,
        },
        new FlagRow
        {
            Name = "--client-process",
            Key = "clientProcess",
            Setting = nameof(Settings.ClientProcess),
            Member = nameof(ProxyOptions.RecordClientProcess),
            Text = "Record which program of this machine each client is; filters that ask for it do the same.",
            Sets = (options, record) => options.RecordClientProcess = record,
        },
        new ListRow
        {
            Name = "--redact",
            Key = "redact",
            Form = ListForm.Optional,
            Setting = nameof(Settings.Redact),
            Member = nameof(ProxyOptions.Redact),
            ValueName = "name",
            Text = "Mask secrets in exported flows, by name and by shape; also what is named here, a query parameter as ?name.",
            Default = "nothing is masked",
            Sets = (options, names) => options.Redact = names,
        },
        new TextRow
        {
            Name = "--export-file",
            Key = "exportFile",
            Kind = TextKind.Path,
            Setting = nameof(Settings.ExportFile),
            ValueName = "file",
            Text = "Write the flows to this file when the program stops, in the format of its name; - for standard output.",
        },
        new TextRow
        {
            Name = "--export-format",
            Key = "exportFormat",
            Setting = nameof(Settings.ExportFormat),
            ValueName = "name",
            Text = "The format of the export: json, jsonl, har, mitmproxy, saz, curl, csharp, fetch, python, http, raw or html.",
            Default = "by the end of the file's name, else json",
        },
        new TextRow
        {
            Name = "--redact-report",
            Key = "redactReport",
            Kind = TextKind.Path,
            Setting = nameof(Settings.RedactReport),
            ValueName = "file",
            Text = "Write a line to this file for each place that --redact masked in the export, or left out.",
        },
        new TextRow
        {
            Name = "--import-file",
            Key = "importFile",
            Kind = TextKind.Path,
            Setting = nameof(Settings.ImportFile),
            ValueName = "file",
            Text = "Read flows from this file before the program starts to serve: JSON, HAR, mitmproxy or SAZ.",
        },
        new TextRow
        {
            Name = "--store",
            Key = "store",
            Kind = TextKind.PathOrAddress,
            Setting = nameof(Settings.Store),
            ValueName = "store",
            Text = "Keep every flow that has ended in this SQLite file, or database postgres://USER@HOST/DATABASE"
                + " (password: PGPASSWORD).",
        },
        new TextRow
        {
            Name = "--stream",
            Key = "stream",
            Setting = nameof(Settings.Stream),
            ValueName = "address",
            Text = "Send every flow that has ended to NATS JetStream: nats://HOST:4222. Other users may see a command line:"
                + " PROXIMITY_STREAM in the environment does the same.",
        },
        new TextRow
        {
            Name = "--proxy-name",
            Key = "proxyName",
            Setting = nameof(Settings.ProxyName),
            ValueName = "name",
            Text = "What flows in a store say recorded them, at most 100 characters.",
            Default = "the machine's name for a database or a stream, none for a file",
        },
        new LargeNumberRow
        {
            Name = "--store-max-size",
            Key = "storeMaxSize",
            Setting = nameof(Settings.StoreMaxSize),
            Range = IntegerRange.StoreBytes,
            ValueName = "bytes",
            Text = "The most bytes of the store's file, 16777216 or more; the oldest flows go. SQLite alone.",
            Default = "no bound",
        },
        new LargeNumberRow
        {
            Name = "--store-max-age",
            Key = "storeMaxAge",
            Setting = nameof(Settings.StoreMaxAge),
            Range = IntegerRange.StoreAgeSeconds,
            ValueName = "seconds",
            Text = "How long flows stay in the store, 1..3153600000 seconds; in PostgreSQL 86400 or more.",
            Default = "for ever",
        },
        new LargeNumberRow
        {
            Name = "--store-max-flows",
            Key = "storeMaxFlows",
            Setting = nameof(Settings.StoreMaxFlows),
            Range = IntegerRange.StoreFlows,
            Text = "The most flows of the store, 1 or more; the oldest go. SQLite alone.",
            Default = "no bound",
        },
        new TextRow
        {
            Name = "--spool",
            Key = "spool",
            Kind = TextKind.Path,
            Setting = nameof(Settings.Spool),
            Member = nameof(FlowStoreOptions.SpoolFolder),
            ValueName = "folder",
            Text = "Flows wait in this folder while the store or stream is away, also for a later run. Needs --store or --stream.",
        },
        new LargeNumberRow
        {
            Name = "--spool-max-size",
            Key = "spoolMaxSize",
            Setting = nameof(Settings.SpoolMaxSize),
            Range = IntegerRange.SpoolBytes,
            ValueName = "bytes",
            Text = "The most bytes of the spool, 16777216 or more; near it flows wait without bodies.",
            Default = "268435456",
        },
    ]);
}
