namespace Proximity.Control;

/// <summary>Why an operation was not carried out; each has an HTTP status.</summary>
internal enum OperationProblem
{
    /// <summary>The input cannot be used: 400.</summary>
    Invalid = 400,

    /// <summary>The caller may not do this: 403.</summary>
    Forbidden = 403,

    /// <summary>What the input names is not there: 404.</summary>
    NotFound = 404,

    /// <summary>It cannot be done as things are now: 409.</summary>
    Conflict = 409,

    /// <summary>The answer would be too large: 413.</summary>
    TooLarge = 413,

    /// <summary>The proxy cannot do this at all: 501.</summary>
    NotSupported = 501,

    /// <summary>Something behind the proxy failed, such as a store: 502.</summary>
    Failed = 502,
}
