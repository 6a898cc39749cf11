namespace Proximity.Flows;

/// <summary>Which way a message goes.</summary>
public enum MessageDirection
{
    /// <summary>From the client to the origin.</summary>
    ToOrigin,

    /// <summary>From the origin to the client.</summary>
    ToClient,
}
