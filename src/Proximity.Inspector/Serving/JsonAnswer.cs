using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Proximity.Inspector.Serving;

/// <summary>Writes answers in JSON.</summary>
internal static class JsonAnswer
{
    private const string ContentType = "application/json; charset=utf-8";

    /// <summary>Writes a text that is JSON.</summary>
    public static async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> json)
    {
        response.ContentType = ContentType;
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json, response.HttpContext.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Writes an error.</summary>
    public static Task WriteErrorAsync(HttpResponse response, int status, ErrorOutput error)
    {
        response.StatusCode = status;
        return WriteAsync(response, JsonSerializer.SerializeToUtf8Bytes(new ErrorAnswer(error), InspectorJson.Default.ErrorAnswer));
    }
}
