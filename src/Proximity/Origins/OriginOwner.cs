namespace Proximity.Origins;

/// <summary>The user of an origin connection: one at a time.</summary>
internal enum OriginOwner : byte
{
    /// <summary>An exchange, or the tunnel whose first request it waits for.</summary>
    Exchange,

    /// <summary>The pool: it waits there for the next exchange.</summary>
    Pool,

    /// <summary>It is closed.</summary>
    Nobody,
}
