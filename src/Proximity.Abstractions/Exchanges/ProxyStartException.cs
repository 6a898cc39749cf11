namespace Proximity;

/// <summary>The one exception <c>ProxyServer.StartAsync</c> throws for a set-up that cannot work.</summary>
public sealed class ProxyStartException : Exception
{
    private readonly IReadOnlyList<OptionProblem>? problems;

    internal ProxyStartException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>
    /// The stable code, one of <see cref="Proximity.Protocol.Faults.ErrorCodes"/>: <c>server_socket_create_failed</c>,
    /// <c>invalid_upstream_proxy</c>, <c>certificate_load_failed</c>, another <c>invalid_</c> option, <c>timeout_timer_failed</c>,
    /// <c>flow_store_failed</c> for a spool that cannot be used, <c>too_few_descriptors</c> where the system's limit of open files leaves
    /// no room, or <c>proxy_error</c> for what nobody expected.
    /// </summary>
    public string Code { get; }

    /// <summary>
    /// The member of <see cref="ProxyOptions"/>, a group of it, <see cref="InterceptionOptions"/> or
    /// <see cref="Proximity.Stores.FlowStoreOptions"/> whose value cannot be used, the first of <see cref="Problems"/>; null when the
    /// set-up fails for another reason.
    /// </summary>
    public string? OptionName { get; internal init; }

    /// <summary>
    /// Every option that cannot be used; empty when the set-up fails for another reason. The message has them all. Where their codes
    /// differ, <see cref="Code"/> is <c>invalid_options</c>.
    /// </summary>
    public IReadOnlyList<OptionProblem> Problems
    {
        get => problems ?? (OptionName is { } option ? [new OptionProblem(option, null, ReasonOf(option), Code)] : []);
        internal init => problems = value;
    }

    /// <summary>The message without the option at its end, and without its full stop.</summary>
    private string ReasonOf(string option)
        => Message.Replace($" (option {option})", string.Empty, StringComparison.Ordinal).TrimEnd('.');
}
