using System.Text;
using Proximity.Access;
using Proximity.Exchanges;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Telemetry;

namespace Proximity.Hosting;

/// <summary>The options as they were read before anything begins: all of them can be used.</summary>
internal sealed class StartPlan
{
    public required ListeningPlan Listening { get; init; }

    /// <summary>What may change while the proxy runs.</summary>
    public required LiveSettings Live { get; init; }

    public required ProxyAuthentication? Authentication { get; init; }

    public required ViaName? Via { get; init; }

    public required InterceptionPlan Interception { get; init; }

    public required SafeLogger Logger { get; init; }

    /// <exception cref="ProxyStartException">Options cannot be used; it lists them all.</exception>
    public static StartPlan Read(ProxyOptions options)
    {
        var problems = new OptionProblems();
        SafeLogger logger = LoggerBuilder.Build(options);
        OptionForms.Judge(options, problems);
        InterceptionPlan interception = InterceptionBuilder.Read(options, problems);
        var plan = new StartPlan
        {
            Listening = ListeningPlan.Read(options, problems, logger),
            Via = ReadVia(options.Via, problems),
            Authentication = new AccessReader(options.Access, problems).Authentication(options.TimeProvider),
            Interception = interception,
            Live = LiveReader.Read(options, interception.Hosts, problems, logger),
            Logger = logger,
        };
        if (options is { Store: not null, RecordFlows: false })
        {
            problems.Add(nameof(ProxyOptions.Store), "A store gets the flows that are recorded, and RecordFlows is off");
        }

        if (problems.Any)
        {
            InterceptionBuilder.JudgeAuthority(options, problems);
        }

        problems.ThrowIfAny();
        return plan;
    }

    private static ViaName? ReadVia(string? name, OptionProblems problems)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        if (Ascii.IsValid(name) && FieldSyntax.IsToken(Encoding.ASCII.GetBytes(name)))
        {
            return new ViaName(name);
        }

        problems.Add(
            nameof(ProxyOptions.Via),
            "The name for Via is not a token: letters, digits and !#$%&'*+-.^_`|~",
            ErrorCodes.InvalidVia,
            name);
        return null;
    }
}
