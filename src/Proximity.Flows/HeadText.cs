namespace Proximity.Flows;

/// <summary>A head as strings: the three parts of its start line and its fields. One thread may change it while others read.</summary>
internal sealed class HeadText(string first, string second, string third, HeaderLine[] lines)
{
    private string first = first;
    private string second = second;
    private string third = third;
    private bool startLineChanged;

    /// <summary>The method of a request, the version of a response.</summary>
    public string First { get => first; set => Change(ref first, value); }

    /// <summary>The request target, or the status in decimal.</summary>
    public string Second { get => second; set => Change(ref second, value); }

    /// <summary>The version of a request, the reason phrase of a response.</summary>
    public string Third { get => third; set => Change(ref third, value); }

    public HeaderCollection Headers { get; } = new(lines);

    public bool IsChanged => startLineChanged || Headers.IsChanged;

    private void Change(ref string part, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (part != value)
        {
            part = value;
            startLineChanged = true;
        }
    }
}
