using System.Globalization;
using System.Net.Sockets;
using Proximity.Cli.Configuration;
using Proximity.Cli.Output;
using Proximity.Protocol.Faults;

namespace Proximity.Cli.Running;

/// <summary>
/// Says why the proxy did not start, in a sentence that names what to do in the words of the command line or the file, and with which
/// exit code.
/// </summary>
internal static class StartFailure
{
    public static string Sentence(ProxyStartException failure, Settings settings)
    {
        var port = (settings.Port ?? ProxyOptions.DefaultPort).ToString(CultureInfo.InvariantCulture);
        return SocketErrorOf(failure) switch
        {
            SocketError.AddressAlreadyInUse => $"Port {port} is already in use{On(settings)}. Choose another with --port, or let the system choose with --ephemeral-port.",
            SocketError.AccessDenied => $"Listening on port {port} is not allowed{On(settings)}. Ports below 1024 usually need more rights; choose another with --port.",
            _ => Refusal(failure, settings),
        };
    }

    private static string Refusal(ProxyStartException failure, Settings settings)
    {
        if (failure.Problems.Count > 1)
        {
            return string.Join('\n', failure.Problems.Select(problem => Refusal(problem, settings)));
        }

        if (SourceOf(failure.OptionName, settings) is { } source)
        {
            return $"{source} cannot be used: {ProgramWords.Without(failure.Message, failure.OptionName!)}";
        }

        if (failure.Code == ErrorCodes.InvalidUpstreamProxy && settings.IsUpstreamOfEnvironment is true)
        {
            return $"{ProgramWords.Translate(failure.Message)} It is the one of the environment: http_proxy, https_proxy or all_proxy. --upstream direct goes without it.";
        }

        return ProgramWords.Translate(failure.Message);
    }

    private static string Refusal(OptionProblem problem, Settings settings)
        => SourceOf(problem.Member, settings) is { } source
            ? $"{source} cannot be used: {problem.Reason}."
            : ProgramWords.Translate(problem.ToString());

    /// <summary>Wrong usage when somebody said, or left out, what the library refuses. A port that is taken, or the folder in which the authority is kept by default, is nobody's word.</summary>
    public static int ExitCodeOf(ProxyStartException failure, Settings settings)
        => failure.OptionName is { } option
            && option != nameof(ProxyOptions.Port)
            && (option != nameof(InterceptionOptions.CaFolder) || SourceOf(failure.OptionName, settings) is not null)
            ? ExitCode.WrongUsage
            : ExitCode.Failed;

    /// <summary>The option, key or variable that said what is refused; null when none did.</summary>
    private static string? SourceOf(string? member, Settings settings)
        => OptionTable.Rows.Where(row => row.Member is not null && row.Member == member)
            .Select(row => settings.SourceOf(row.Setting))
            .FirstOrDefault(source => source is not null);

    private static string On(Settings settings) => settings.Bind is null ? string.Empty : $" on {settings.Bind}";

    private static SocketError? SocketErrorOf(Exception? failure)
    {
        while (failure is not null and not SocketException)
        {
            failure = failure.InnerException;
        }

        return (failure as SocketException)?.SocketErrorCode;
    }
}
