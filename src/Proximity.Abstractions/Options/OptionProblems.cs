using System.Globalization;
using Proximity.Protocol.Faults;

namespace Proximity;

/// <summary>Collects what is wrong with options, so that all of it is said at once.</summary>
internal sealed class OptionProblems
{
    private readonly List<OptionProblem> all = [];

    public bool Any => all.Count > 0;

    public void Add(string member, string reason, string code = ErrorCodes.InvalidOptions, string? value = null)
        => all.Add(new OptionProblem(member, value, reason, code));

    /// <summary>Takes over what another place has thrown for its part.</summary>
    public void Add(ProxyStartException thrown) => all.AddRange(thrown.Problems);

    /// <exception cref="ProxyStartException">There are problems; it lists them all.</exception>
    public void ThrowIfAny()
    {
        if (all.Count > 0)
        {
            throw new ProxyStartException(Code, Message) { OptionName = all[0].Member, Problems = [.. all] };
        }
    }

    /// <exception cref="ProxyOptionsException">There are problems; it lists them all.</exception>
    public void ThrowIfAnyOfUpdate()
    {
        if (all.Count > 0)
        {
            throw new ProxyOptionsException(Code, Message, [.. all]);
        }
    }

    private string Code => all.TrueForAll(problem => problem.Code == all[0].Code) ? all[0].Code : ErrorCodes.InvalidOptions;

    private string Message => all.Count == 1
        ? all[0].ToString()
        : string.Create(CultureInfo.InvariantCulture, $"{all.Count} options cannot be used:\n{string.Join('\n', all)}");
}
