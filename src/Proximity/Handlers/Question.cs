using Proximity.Telemetry;

namespace Proximity.Handlers;

/// <summary>
/// A callback that decides something. When it throws, that is reported, and the decision is the one that is named beforehand.
/// </summary>
/// <typeparam name="TArgument">What it gets.</typeparam>
/// <typeparam name="TAnswer">What it decides.</typeparam>
/// <param name="ask">The user's code.</param>
/// <param name="otherwise">The decision when it throws.</param>
/// <param name="failureCode">What is reported then.</param>
/// <param name="errors">Where that is reported.</param>
internal sealed class Question<TArgument, TAnswer>(
    Func<TArgument, ValueTask<TAnswer>> ask,
    TAnswer otherwise,
    string failureCode,
    ErrorReporter errors)
{
    /// <summary>Asks.</summary>
    /// <param name="argument">What it gets.</param>
    /// <param name="describe">Adds to an error what is known of the connection or exchange.</param>
    public async ValueTask<TAnswer> AskAsync(TArgument argument, Func<ProxyError, ProxyError> describe)
    {
        TAnswer answer = otherwise;
        await new Callback<TArgument>(async given => answer = await ask(given).ConfigureAwait(false), failureCode, errors)
            .RunAsync(argument, describe)
            .ConfigureAwait(false);
        return answer;
    }
}
