namespace Proximity.Exchanges;

/// <summary>How long things may take; zero or less is for ever.</summary>
/// <param name="Silence">How long nothing may move, where none of the more special limits holds.</param>
/// <param name="Head">How long a head may take from its first byte to its last.</param>
/// <param name="Connect">
/// How long looking up a name and connecting may take together; zero or less means <paramref name="Silence"/>, unless it is
/// <see cref="Timeout.InfiniteTimeSpan"/>: then silence does not count there either.
/// </param>
/// <param name="MinBytesPerSecond">What a client must move on average while it is waited for; 0 for any rate.</param>
internal sealed record TimeLimits(TimeSpan Silence, TimeSpan Head, TimeSpan Connect, int MinBytesPerSecond)
{
    /// <summary>How long nothing may move in a tunnel, or after a switch of protocols; null where <see cref="Silence"/> holds.</summary>
    public TimeSpan? Tunnel { get; init; }

    /// <summary>How long a response head may be awaited while nothing moves; null where <see cref="Silence"/> holds.</summary>
    public TimeSpan? FirstByte { get; init; }

    /// <summary>How long nothing of a body may move; null where <see cref="Silence"/> holds.</summary>
    public TimeSpan? Body { get; init; }

    /// <summary>The shortest of the limits that are looked at; zero when there is none.</summary>
    public TimeSpan ShortestLook
    {
        get
        {
            TimeSpan silence = Shorter(Shorter(Silence, Tunnel ?? Silence), Shorter(FirstByte ?? Silence, Body ?? Silence));
            TimeSpan pace = MinBytesPerSecond > 0 ? ClientPace.SampleInterval : TimeSpan.Zero;
            return Shorter(Shorter(silence, pace), Shorter(Head, Connect));
        }
    }

    /// <summary>How long nothing may move in a phase.</summary>
    /// <param name="phase">What is waited for.</param>
    /// <param name="isBodyUnderWay">True while the request's body is being sent.</param>
    public TimeSpan SilenceIn(ExchangePhase phase, bool isBodyUnderWay) => OwnSilence(phase, isBodyUnderWay).Limit ?? Silence;

    /// <summary>The option whose limit holds in a phase.</summary>
    /// <param name="phase">What is waited for.</param>
    /// <param name="isBodyUnderWay">True while the request's body is being sent.</param>
    /// <param name="isWhole">True for the limit of the whole, a head or connecting; false for that of silence.</param>
    public string OptionIn(ExchangePhase phase, bool isBodyUnderWay, bool isWhole) => isWhole
        ? phase == ExchangePhase.ConnectPending ? nameof(ProxyOptions.ConnectTimeout) : nameof(ProxyOptions.HeadTimeout)
        : OwnSilence(phase, isBodyUnderWay) is { Limit: not null, Option: var option } ? option : nameof(ProxyOptions.Timeout);

    private (TimeSpan? Limit, string Option) OwnSilence(ExchangePhase phase, bool isBodyUnderWay) => phase switch
    {
        ExchangePhase.AwaitingResponse when !isBodyUnderWay => (FirstByte, nameof(ProxyOptions.FirstByteTimeout)),
        ExchangePhase.AwaitingResponse or ExchangePhase.HoldingBody or ExchangePhase.StreamingBody
            => (Body, nameof(ProxyOptions.BodyTimeout)),
        ExchangePhase.ConnectPending when Connect == Timeout.InfiniteTimeSpan => (Connect, nameof(ProxyOptions.ConnectTimeout)),
        ExchangePhase.Tunnelling => (Tunnel, nameof(ProxyOptions.TunnelTimeout)),
        _ => (null, nameof(ProxyOptions.Timeout)),
    };

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other)
        => one <= TimeSpan.Zero ? other : other <= TimeSpan.Zero || one < other ? one : other;
}
