namespace Proximity;

/// <summary>When a loop makes the short writes of its wires.</summary>
internal enum SendRule
{
    /// <summary>Together where several wires may have something to send, else at once.</summary>
    Automatic,

    /// <summary>Each at once, as where the kernel offers no io_uring.</summary>
    AtOnce,

    /// <summary>At the end of the turn, if there is but one.</summary>
    Together,
}
