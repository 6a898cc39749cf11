namespace Proximity;

/// <summary>
/// One option that has two forms: the strict member of a group, and the lenient flat property. Both read and write one value; this row
/// knows in which form it was set, so that both at once can be refused and a problem names the member that was written.
/// </summary>
/// <param name="member">The member of a group, such as <c>Limits.MaxTunnels</c>.</param>
/// <param name="flatName">The property of <see cref="ProxyOptions"/>.</param>
internal abstract class OptionValue(string member, string flatName)
{
    public string Member => member;

    public string FlatName => flatName;

    /// <summary>True when it may be set while the proxy runs.</summary>
    public bool MayChange { get; init; }

    /// <summary>True when it was set, whatever to.</summary>
    public bool IsSet => IsSetInGroup || IsSetFlat;

    /// <summary>True when the strict form holds: what cannot be used is a problem.</summary>
    public bool IsStrict => IsSetInGroup || (WasSetInGroup && !IsSetFlat);

    /// <summary>The name in the form in which it was set.</summary>
    public string NameInUse => IsStrict ? member : flatName;

    protected bool IsSetInGroup { get; set; }

    protected bool IsSetFlat { get; set; }

    /// <summary>True for a copy of a value that was set in its group.</summary>
    protected bool WasSetInGroup { get; set; }

    /// <summary>Says what is wrong with it: out of its range as a member of a group, or set in both forms.</summary>
    public void Judge(OptionProblems problems)
    {
        if (IsSetInGroup && IsSetFlat)
        {
            problems.Add(member, $"This is set in both forms, {member} and {flatName}: one of them is enough");
        }
        else if (IsSetInGroup && Refusal is { } reason)
        {
            problems.Add(member, reason, value: Text);
        }
    }

    /// <summary>Takes the value of the same option of other options; it counts as not set.</summary>
    public abstract void CopyFrom(OptionValue other);

    /// <summary>True when it has the value that the same option has in other options.</summary>
    public abstract bool HasValueOf(OptionValue other);

    /// <summary>The value as text for people; null for none.</summary>
    public abstract string? Text { get; }

    /// <summary>Why the value cannot be used; null when it can.</summary>
    protected abstract string? Refusal { get; }
}
