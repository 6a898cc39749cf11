namespace Proximity.Flows;

/// <summary>How the first line of a head is cut into its three parts.</summary>
internal enum StartLineKind
{
    /// <summary>Method, request target, version: the target is all between the first and the last space.</summary>
    Request,

    /// <summary>Version, status, reason: the reason is all behind the second space.</summary>
    Status,
}
