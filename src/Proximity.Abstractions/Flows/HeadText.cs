namespace Proximity.Flows;

/// <summary>
/// A head as strings: the three parts of its start line and its fields. One thread may change it while others read. Those of a received
/// head are made when first asked for.
/// </summary>
internal sealed class HeadText
{
    private readonly ReadOnlyMemory<byte> received;
    private readonly StartLineKind kind;
    private StartLine? startLine;

    /// <summary>A head made by hand, or read from a file.</summary>
    public HeadText(string first, string second, string third, HeaderLine[] lines)
    {
        startLine = new StartLine(first, second, third);
        Headers = new HeaderCollection(lines);
    }

    /// <summary>A received head.</summary>
    /// <param name="startLine">Its first line, without the CRLF.</param>
    /// <param name="kind">What that is.</param>
    /// <param name="lines">Its fields.</param>
    public HeadText(ReadOnlyMemory<byte> startLine, StartLineKind kind, HeaderLine[] lines)
    {
        received = startLine;
        this.kind = kind;
        Headers = new HeaderCollection(lines);
    }

    /// <summary>A head out of names and values.</summary>
    public static HeadText Of(string first, string second, string third, IEnumerable<KeyValuePair<string, string>> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return new(NotNull(first), NotNull(second), NotNull(third), [.. fields.Select(field => new HeaderLine(field.Key, field.Value))]);
    }

    /// <summary>The method of a request, the version of a response.</summary>
    public string First { get => StartLine.First; set => Change(StartLine with { First = NotNull(value) }); }

    /// <summary>The request target, or the status in decimal.</summary>
    public string Second { get => StartLine.Second; set => Change(StartLine with { Second = NotNull(value) }); }

    /// <summary>The version of a request, the reason phrase of a response.</summary>
    public string Third { get => StartLine.Third; set => Change(StartLine with { Third = NotNull(value) }); }

    public HeaderCollection Headers { get; }

    public bool IsChanged => IsStartLineChanged || Headers.IsChanged;

    /// <summary>The first line as it came; empty once a part of it is another, and for a head that was not received.</summary>
    public ReadOnlySpan<byte> ReceivedStartLine => IsStartLineChanged ? default : received.Span;

    private bool IsStartLineChanged { get; set; }

    private StartLine StartLine => Volatile.Read(ref startLine) ?? Publish();

    /// <summary>True when the strings are those that the other was made of. Lines are never changed, only replaced.</summary>
    public bool IsStill(HeadText frozen)
        => ReferenceEquals(Headers.Lines, frozen.Headers.Lines) && StartLine == frozen.StartLine;

    private StartLine Publish()
    {
        var split = StartLine.Split(received.Span, kind);
        return Interlocked.CompareExchange(ref startLine, split, null) ?? split;
    }

    private void Change(StartLine changed)
    {
        if (changed != StartLine)
        {
            Volatile.Write(ref startLine, changed);
            IsStartLineChanged = true;
        }
    }

    private static string NotNull(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }
}
