namespace Proximity;

/// <summary>
/// What becomes of a body that a handler asked for and that is longer than may be held (<see cref="ProxyOptions.MaxHeldBodyBytes"/>).
/// </summary>
public enum HeldBodyOverflow
{
    /// <summary>It passes unread, as it came; the handler gets a <see cref="BodyTooLargeException"/>.</summary>
    PassOn,

    /// <summary>
    /// The exchange ends: 413 for a request (<c>request_body_too_large</c>), 502 for a response (<c>response_body_too_large</c>).
    /// </summary>
    Refuse,
}
