namespace Proximity.Cli.Authority;

/// <summary>A place in which programs look up whom to trust.</summary>
internal interface ITrustStore
{
    /// <summary>Has it trust the authority; one that is there already stays.</summary>
    Task<StoreAnswer> TrustAsync(InterceptionAuthority authority);

    /// <summary>Takes the authority out; one that is not there is no failure.</summary>
    Task<StoreAnswer> UntrustAsync(InterceptionAuthority authority);

    /// <summary>Whether it trusts the authority; nothing is changed.</summary>
    Task<StoreAnswer> CheckAsync(InterceptionAuthority authority);
}
