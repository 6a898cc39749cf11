namespace Proximity.Filters.Fields;

#pragma warning disable CS1591 // The catalogue says what each one is.
/// <summary>Every property of a flow that <c>is:</c> asks for; <see cref="FlagCatalogue"/> describes them.</summary>
internal enum FilterFlag
{
    Request,
    Response,
    Ws,
    Sse,
    Grpc,
    Tunnel,
    Decrypted,
    Handled,
    PassedThrough,
    Error,
    Pending,
    Aborted,
    Truncated,
    Modified,
    Replayed,
    Mocked,
    Paused,
    Redirect,
    Marked,
    Secure,
    H1,
    H2,
}
#pragma warning restore CS1591
