using Proximity.Content;

namespace Proximity;

/// <content>Copies, so that a running proxy does not see later changes, and an update can be tried out.</content>
public sealed partial class ProxyOptions
{
    /// <summary>
    /// The same values in options of their own, lists and <see cref="Interception"/> included; none counts as set. What is added to its
    /// handlers and taken out again is taken out of <paramref name="successor"/> as well.
    /// </summary>
    internal ProxyOptions Copy(HandlerCollection handlers, HandlerCollection? successor)
    {
        var copy = new ProxyOptions(new HandlerCollection(handlers) { Successor = successor })
        {
            Via = Via,
            Forwarded = Forwarded,
            AddDate = AddDate,
            OptionNames = OptionNames,
            Verbose = Verbose,
            Logger = Logger,
            LoggerFactory = LoggerFactory,
            Strictness = Strictness,
            PersistentConnections = PersistentConnections,
            Transport = Transport,
            SendRule = SendRule,
            TimeProvider = TimeProvider,
            KeepFlows = KeepFlows,
            Store = Store,
            Interception = Interception?.Copy(),
            OnConnect = OnConnect,
            OnRequest = OnRequest,
            OnResponse = OnResponse,
            OnFlowRecord = OnFlowRecord,
            OnFlowCompleted = OnFlowCompleted,
            OnWebSocketOpen = OnWebSocketOpen,
            OnWebSocketMessage = OnWebSocketMessage,
            OnError = OnError,
        };
        foreach (IContentCoding coding in ContentCodings)
        {
            copy.ContentCodings.Add(coding);
        }

        foreach ((OptionValue mine, OptionValue theirs) in OptionForms.Of(this).Zip(OptionForms.Of(copy)))
        {
            theirs.CopyFrom(mine);
        }

        copy.listening.AddRange(listening);
        (copy.port, copy.usesEphemeralPort, copy.bind) = (port, usesEphemeralPort, bind);
        return copy;
    }

    /// <summary>Names every option that is another one here and may not change while a proxy runs.</summary>
    /// <param name="before">A copy that nobody has touched.</param>
    internal IEnumerable<string> FixedOptionsOtherThan(ProxyOptions before)
    {
        foreach ((OptionValue mine, OptionValue theirs) in OptionForms.Of(this).Zip(OptionForms.Of(before)))
        {
            if (!mine.MayChange && !mine.HasValueOf(theirs))
            {
                yield return mine.NameInUse;
            }
        }

        foreach ((string name, Func<ProxyOptions, object?> read) in Fixed)
        {
            if (!Equals(read(this), read(before)))
            {
                yield return name;
            }
        }

        if (!ContentCodings.SequenceEqual(before.ContentCodings))
        {
            yield return nameof(ContentCodings);
        }

        if ((Interception is null) != (before.Interception is null))
        {
            yield return nameof(Interception);
        }
        else if (Interception is { } interception)
        {
            foreach (string name in interception.FixedOptionsOtherThan(before.Interception!))
            {
                yield return name;
            }
        }
    }

    private static (string Name, Func<ProxyOptions, object?> Read)[] Fixed { get; } =
    [
        (nameof(Listen), options => options.listening.Count),
        (nameof(Port), options => options.port),
        (nameof(UseEphemeralPort), options => options.usesEphemeralPort),
        (nameof(Bind), options => options.bind),
        (nameof(Via), options => options.Via),
        (nameof(Forwarded), options => options.Forwarded),
        (nameof(AddDate), options => options.AddDate),
        (nameof(OptionNames), options => options.OptionNames),
        (nameof(Verbose), options => options.Verbose),
        (nameof(Logger), options => options.Logger),
        (nameof(LoggerFactory), options => options.LoggerFactory),
        (nameof(Strictness), options => options.Strictness),
        (nameof(PersistentConnections), options => options.PersistentConnections),
        (nameof(Transport), options => options.Transport),
        (nameof(TimeProvider), options => options.TimeProvider),
        (nameof(KeepFlows), options => options.KeepFlows),
        (nameof(Store), options => options.Store),
        (nameof(OnConnect), options => options.OnConnect),
        (nameof(OnRequest), options => options.OnRequest),
        (nameof(OnResponse), options => options.OnResponse),
        (nameof(OnFlowRecord), options => options.OnFlowRecord),
        (nameof(OnFlowCompleted), options => options.OnFlowCompleted),
        (nameof(OnWebSocketOpen), options => options.OnWebSocketOpen),
        (nameof(OnWebSocketMessage), options => options.OnWebSocketMessage),
        (nameof(OnError), options => options.OnError),
    ];
}
