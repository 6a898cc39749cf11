using Proximity.Flows;

namespace Proximity;

/// <summary>A callback or an interceptor as a handler of one head.</summary>
/// <typeparam name="TMessage"><see cref="ProxyRequest"/> or <see cref="ProxyResponse"/>.</typeparam>
/// <param name="FailureCode">What is reported when it throws.</param>
/// <param name="Failure">The same as an English sentence.</param>
/// <param name="Handle">
/// Gets the message as the one before left it, and the record, null where there is none. It may change the message in place, return another
/// one, or null.
/// </param>
internal sealed record HeadHandler<TMessage>(string FailureCode, string Failure, Func<TMessage, Flow?, ValueTask<TMessage?>> Handle)
    where TMessage : class;
