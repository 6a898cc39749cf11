namespace Proximity.Content;

/// <summary>How a call of <see cref="IContentTransform.Process"/> ended.</summary>
public enum ContentStatus
{
    /// <summary>Every byte of the source was taken, and everything that comes of it was written. More source is needed.</summary>
    NeedMore,

    /// <summary>The destination is full. The call is to be repeated with the rest of the source and a fresh destination.</summary>
    DestinationFull,

    /// <summary>The last source was taken, the data ended as its format wants, and everything was written.</summary>
    Done,

    /// <summary>The last source was taken, but the coded data goes on. What could be decoded was written.</summary>
    Truncated,

    /// <summary>The coded data is broken. What could be decoded before the broken place was written.</summary>
    Invalid,

    /// <summary>There is more output than the limit allows. As much as it allows was written.</summary>
    LimitExceeded,
}
