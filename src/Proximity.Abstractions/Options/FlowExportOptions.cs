namespace Proximity;

/// <summary>How flows are written to a file.</summary>
public sealed class FlowExportOptions
{
    /// <summary>
    /// The format by its name: <c>json</c>, <c>jsonl</c>, <c>har</c>, <c>mitmproxy</c>, <c>saz</c>, <c>curl</c>, <c>csharp</c>,
    /// <c>fetch</c>, <c>python</c>, <c>http</c>, <c>raw</c> or <c>html</c>, in any case. Null: the one that the end of the file's name
    /// stands for, such as <c>.har</c>, and <c>json</c> for every other.
    /// </summary>
    public string? Format { get; init; }

    /// <summary>
    /// Called once for each kind of thing that the format cannot carry, when the file is written: a phrase, and how often it happened. Null
    /// when nobody wants to know.
    /// </summary>
    public Action<string>? OnLoss { get; init; }

    /// <summary>
    /// Called for each place where <see cref="ProxyOptions.Redact"/> masked something or left it out: one line for a person. Null when
    /// nobody wants to know.
    /// </summary>
    public Action<string>? OnMasked { get; init; }
}
