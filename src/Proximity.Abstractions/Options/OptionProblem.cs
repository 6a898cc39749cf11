namespace Proximity;

/// <summary>Why one option cannot be used.</summary>
/// <param name="Member">
/// The member that was set, such as <c>Limits.MaxTunnels</c>, <c>Timeout</c>, or <c>InterceptHosts</c> of
/// <see cref="InterceptionOptions"/>.
/// </param>
/// <param name="Value">What it was set to; null where it is a secret, or no single value is at fault.</param>
/// <param name="Reason">A sentence without its full stop. It repeats no secret.</param>
/// <param name="Code">The stable code, as in <see cref="ProxyStartException.Code"/>.</param>
public sealed record OptionProblem(string Member, string? Value, string Reason, string Code)
{
    /// <summary>The reason and the member, as one sentence.</summary>
    public override string ToString() => $"{Reason} (option {Member}).";
}
