namespace Proximity.Flows;

/// <summary>What a flow has of a message's body.</summary>
public enum FlowBodyState : byte
{
    /// <summary>The message has no body, or an empty one that its head announced with <c>Content-Length: 0</c>.</summary>
    None,

    /// <summary>The body is on its way; what has passed so far can be read.</summary>
    Streaming,

    /// <summary>The body passed whole, and all of it is kept.</summary>
    Complete,

    /// <summary>The body passed whole, and only its beginning is kept: it is longer than <c>MaxBodyBytes</c>.</summary>
    Truncated,

    /// <summary>Nothing is kept; <see cref="FlowBody.NotKept"/> says why.</summary>
    NotKept,

    /// <summary>The body broke off behind <see cref="FlowBody.TotalBytes"/> bytes; what is kept of them can be read.</summary>
    Aborted,
}
