namespace Proximity.Content;

/// <summary>What decoding a whole body came to.</summary>
public enum ContentState
{
    /// <summary>The body is decoded, or had no coding.</summary>
    Complete,

    /// <summary>The coded data is cut. The bytes are what it holds up to there.</summary>
    Truncated,

    /// <summary>The coded data is broken. The bytes are what could be decoded before.</summary>
    Invalid,

    /// <summary>Decoding stopped at a limit. The bytes are what it allowed.</summary>
    LimitExceeded,

    /// <summary>A coding is not known. The bytes are the body as it is.</summary>
    UnknownCoding,
}
