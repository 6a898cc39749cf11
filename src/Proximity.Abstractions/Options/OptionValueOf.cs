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

    public override bool HasValueOf(OptionValue other)
    {
        T theirs = ((OptionValue<T>)other).value;
        return value is IReadOnlyList<string> list && theirs is IReadOnlyList<string> others
            ? list.SequenceEqual(others)
            : EqualityComparer<T>.Default.Equals(value, theirs);
    }

    public override void CopyFrom(OptionValue other)
    {
        var source = (OptionValue<T>)other;
        value = Frozen(source.value);
        WasSetInGroup = source.IsStrict;
    }

    /// <summary>A list of its own, which its owner cannot change.</summary>
    private static T Frozen(T value) => value is IReadOnlyList<string> list ? (T)(object)list.ToArray() : value;
}
