using Proximity.Content;

namespace Proximity.Control;

/// <summary>The proxy that is asked, and what the caller may do and see.</summary>
/// <param name="Proxy">The proxy.</param>
internal sealed record ControlContext(IControlledProxy Proxy)
{
    /// <summary>False for a caller who may only read.</summary>
    public bool AllowsWrites { get; init; }

    /// <summary>Whether secrets are masked where the input does not say.</summary>
    public bool MasksSecrets { get; init; }

    /// <summary>Makes an address that signs a browser in; null where there is no page.</summary>
    public Func<Uri>? CreateSignInLink { get; init; }

    /// <summary>The content codings that can be taken off.</summary>
    public ContentCodings Codings { get; init; } = ContentCodings.BuiltIn;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
