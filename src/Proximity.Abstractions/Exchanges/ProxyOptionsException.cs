namespace Proximity;

/// <summary>An update of a running proxy that cannot be made; the proxy goes on with the options that it has.</summary>
public sealed class ProxyOptionsException : Exception
{
    internal ProxyOptionsException(string code, string message, IReadOnlyList<OptionProblem> problems)
        : base(message) => (Code, Problems) = (code, problems);

    /// <summary>
    /// The stable code, one of <see cref="Proximity.Protocol.Faults.ErrorCodes"/>: that of the problems where they share one, else
    /// <c>invalid_options</c>.
    /// </summary>
    public string Code { get; }

    /// <summary>Every option that cannot be used, or cannot change while the proxy runs.</summary>
    public IReadOnlyList<OptionProblem> Problems { get; }
}
