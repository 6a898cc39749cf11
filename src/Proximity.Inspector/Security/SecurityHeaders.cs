using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Proximity.Inspector.Security;

/// <summary>What every answer tells the browser to keep to.</summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// Everything is of the page's own origin, nothing is inline. The policy <c>svelte-trusted-html</c> is the one that the page's
    /// framework asks for when it is loaded; <c>proximity</c> names the page's own workers.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; "
        + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        + "trusted-types proximity svelte-trusted-html";

    /// <summary>Sets them; data is not stored unless its route says so.</summary>
    public static void Set(IHeaderDictionary headers)
    {
        headers[HeaderNames.ContentSecurityPolicy] = ContentSecurityPolicy;
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Embedder-Policy"] = "require-corp";
        headers[HeaderNames.XFrameOptions] = "DENY";
        headers[HeaderNames.CacheControl] = "no-store";
    }
}
