using System.Text;
using Microsoft.AspNetCore.Http;

namespace Proximity.Inspector.Serving;

/// <summary>What a browser without a token is shown. It has nothing of the proxy in it, and neither style nor script.</summary>
internal static class SignInPage
{
    /// <summary>
    /// The link at the end is for a browser that is signed in and comes from a link elsewhere: it sends its cookie from here only.
    /// </summary>
    private static readonly byte[] Page = Encoding.UTF8.GetBytes(
        """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Proximity: sign in</title></head>
        <body>
        <h1>This is Proximity's inspector</h1>
        <p>Open the address that the program printed when it started; it has a token in it. Each address works in one browser.</p>
        <p><a href="/">I have opened it in this browser already</a></p>
        </body>
        </html>

        """);

    public static async Task WriteAsync(HttpResponse response, int status)
    {
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = Page.Length;
        await response.Body.WriteAsync(Page, response.HttpContext.RequestAborted).ConfigureAwait(false);
    }
}
