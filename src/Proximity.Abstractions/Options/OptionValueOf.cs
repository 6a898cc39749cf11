using System.Globalization;

namespace Proximity;

/// <summary>An <see cref="OptionValue"/> of one type.</summary>
/// <param name="member">The member of a group.</param>
/// <param name="flatName">The property of <see cref="ProxyOptions"/>.</param>
/// <param name="initial">The default.</param>
/// <param name="rule">Says what is wrong with a value that was set in the group; null where any will do, or is judged elsewhere.</param>
internal sealed class OptionValue<T>(string member, string flatName, T initial, Func<T, string?>? rule = null)
    : OptionValue(member, flatName)
{
    private T value = initial;

    public override string? Text => value is IReadOnlyList<string> entries
        ? string.Join(", ", entries)
        : Convert.ToString(value, CultureInfo.InvariantCulture);

    protected override string? Refusal => rule?.Invoke(value);

    public T Get() => value;

    public void SetInGroup(T changed) => (value, IsSetInGroup) = (changed, true);

    public void SetFlat(T changed) => (value, IsSetFlat) = (changed, true);

    public override void CopyFrom(OptionValue other)
    {
        var source = (OptionValue<T>)other;
        value = source.value;
        WasSetInGroup = source.IsStrict;
    }
}
