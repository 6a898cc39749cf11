namespace Proximity.Cli.Configuration.Rows;

/// <summary>An option whose value is of one type.</summary>
internal abstract class OptionRow<TValue> : OptionRow
    where TValue : notnull
{
    /// <summary>Sets the library's option; null when there is none.</summary>
    public Action<ProxyOptions, TValue>? Sets { get; init; }

    /// <summary>Sets the library's option for interception; null when there is none.</summary>
    public Action<InterceptionOptions, TValue>? SetsInterception { get; init; }

    public override object Read(ConfigurationValue value) => ReadValue(value);

    public override void Apply(object value, ProxyOptions options) => Sets?.Invoke(options, (TValue)value);

    public override void Apply(object value, InterceptionOptions options) => SetsInterception?.Invoke(options, (TValue)value);

    protected abstract TValue ReadValue(ConfigurationValue value);
}
