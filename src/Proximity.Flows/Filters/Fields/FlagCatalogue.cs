using System.Collections.Frozen;

namespace Proximity.Filters.Fields;

/// <summary>Every property of a flow that <c>is:</c> asks for, once.</summary>
internal static class FlagCatalogue
{
    /// <summary>The flags in the order of <see cref="FilterFlag"/>.</summary>
    public static IReadOnlyList<FlagEntry> All { get; } =
    [
        new(FilterFlag.Request, "request", FilterPhase.RequestHead, "There is a request; true for every flow."),
        new(FilterFlag.Response, "response", FilterPhase.ResponseHead, "There is a response."),
        new(FilterFlag.Ws, "ws", FilterPhase.ResponseHead, "The exchange became a WebSocket connection."),
        new(FilterFlag.Sse, "sse", FilterPhase.ResponseHead, "The response is a stream of server-sent events."),
        new(FilterFlag.Grpc, "grpc", FilterPhase.RequestHead, "The request is a gRPC call."),
        new(FilterFlag.Tunnel, "tunnel", FilterPhase.RequestHead, "The request is a CONNECT."),
        new(FilterFlag.Decrypted, "decrypted", FilterPhase.RequestHead, "The exchange took place inside a tunnel that the proxy opened."),
        new(FilterFlag.Handled, "handled", FilterPhase.Done, "Its heads went through the interceptor stage."),
        new(FilterFlag.PassedThrough, "passed-through", FilterPhase.Done, "A tunnel was relayed untouched although interception is on."),
        new(FilterFlag.Error, "error", FilterPhase.Done, "The exchange failed; `error:code` says why."),
        new(FilterFlag.Pending, "pending", FilterPhase.Connect, "The exchange goes on."),
        new(FilterFlag.Aborted, "aborted", FilterPhase.Done, "A body broke off."),
        new(FilterFlag.Truncated, "truncated", FilterPhase.Done, "Of a body only the beginning is kept."),
        new(FilterFlag.Modified, "modified", FilterPhase.Done, "A head or a body was changed on the way, or a handler answered."),
        new(FilterFlag.Replayed, "replayed", FilterPhase.RequestHead, "The request was sent again from a record.") { IsReserved = true },
        new(FilterFlag.Mocked, "mocked", FilterPhase.ResponseHead, "A rule answered in the origin's place.") { IsReserved = true },
        new(FilterFlag.Paused, "paused", FilterPhase.RequestHead, "The exchange waits at a breakpoint.") { IsReserved = true },
        new(FilterFlag.Redirect, "redirect", FilterPhase.ResponseHead, "The status is 301, 302, 303, 307 or 308."),
        new(FilterFlag.Marked, "marked", FilterPhase.RequestHead, "A store's flow has a mark.") { IsOfStore = true },
        new(FilterFlag.Secure, "secure", FilterPhase.RequestHead, "The URL is https."),
        new(FilterFlag.H1, "h1", FilterPhase.RequestHead, "The request came by HTTP/1."),
        new(FilterFlag.H2, "h2", FilterPhase.RequestHead, "The request came by HTTP/2."),
    ];

    private static readonly FrozenDictionary<string, FlagEntry> ByName
        = All.ToFrozenDictionary(entry => entry.Name, StringComparer.OrdinalIgnoreCase);

    public static FlagEntry Of(FilterFlag flag) => All[(int)flag];

    public static FlagEntry? Find(string name) => ByName.GetValueOrDefault(name);
}
