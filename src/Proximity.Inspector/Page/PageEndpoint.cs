using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Proximity.Inspector.Page;

/// <summary>Answers what is not the API's: the files of the page, and the page itself for its own addresses.</summary>
/// <param name="files">The files.</param>
internal sealed partial class PageEndpoint(PageFiles files)
{
    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".json"] = "application/json",
        [".webmanifest"] = "application/manifest+json",
        [".txt"] = "text/plain; charset=utf-8",
        [".woff2"] = "font/woff2",
        [".wasm"] = "application/wasm",
    };

    private static readonly byte[] Missing = Encoding.UTF8.GetBytes(
        "The inspector's page is not part of this build: npm was missing, or failed, when it was built.\n"
        + "The API is here: GET /api/operations lists what there is, GET /api/openapi.json describes it.\n");

    /// <summary>Answers a request.</summary>
    /// <returns>False when there is nothing of that name.</returns>
    public async Task<bool> AnswerAsync(HttpContext http)
    {
        string path = http.Request.Path.Value ?? "/";
        bool isRead = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        if (!isRead || path.Length == 0 || IsOfTheApi(http.Request.Path))
        {
            return false;
        }

        string name = IsOfThePage(path) ? PageFiles.Index : path[1..];
        if (files.Find(name) is { } file)
        {
            await WriteAsync(http, name, file).ConfigureAwait(false);
            return true;
        }

        if (name != PageFiles.Index)
        {
            return false;
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
        http.Response.ContentType = ContentTypes[".txt"];
        http.Response.ContentLength = Missing.Length;
        await http.Response.Body.WriteAsync(Missing, http.RequestAborted).ConfigureAwait(false);
        return true;
    }

    private static bool IsOfTheApi(PathString path) => path.StartsWithSegments("/api") || path.StartsWithSegments("/mcp");

    /// <summary>The page's own addresses look like no file.</summary>
    private static bool IsOfThePage(string path) => Path.GetExtension(path).Length == 0;

    private static async Task WriteAsync(HttpContext http, string name, PageFile file)
    {
        HttpResponse response = http.Response;
        response.Headers.ETag = file.Tag;
        response.Headers.Vary = "Accept-Encoding";

        // A name with a hash in it never means anything else. The page is asked for each time, and says which names count.
        response.Headers.CacheControl = HashedName().IsMatch(name) ? "private, max-age=31536000, immutable" : "no-cache";
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(file.Tag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        (ReadOnlyMemory<byte> bytes, string? coding) = file.For(http.Request.Headers.AcceptEncoding.ToString());
        response.ContentType = ContentTypes.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream");
        response.Headers.ContentEncoding = coding;
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, http.RequestAborted).ConfigureAwait(false);
    }

    [GeneratedRegex(@"^assets/.+-[A-Za-z0-9_-]{8}\.[a-z0-9]+$")]
    private static partial Regex HashedName();
}
