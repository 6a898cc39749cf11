namespace Proximity.Origins;

/// <summary>Keeps an origin connection that no exchange uses.</summary>
internal interface IOriginKeeper
{
    /// <summary>
    /// The origin has closed a connection that is kept, or has said something on it: it is to be taken out and closed, unless it is quiet
    /// after all. From any thread.
    /// </summary>
    void OnDisturbed(OriginConnection connection);
}
