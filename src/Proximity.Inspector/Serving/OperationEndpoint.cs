using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Proximity.Control;

namespace Proximity.Inspector.Serving;

/// <summary>Answers the requests for one operation.</summary>
/// <param name="operation">The operation.</param>
/// <param name="context">The proxy, and what callers may do.</param>
/// <param name="changed">Called when an operation that is not for reading alone was carried out.</param>
internal sealed class OperationEndpoint(Operation operation, ControlContext context, Action<Operation> changed)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public async Task AnswerAsync(HttpContext http, IReadOnlyList<KeyValuePair<string, string>> parts)
    {
        JsonElement input = operation.Method == "GET"
            ? OperationInput.Of(operation, [.. parts, .. Texts(http.Request.Query)])
            : await ReadAsync(http.Request, parts).ConfigureAwait(false);
        byte[] output = await operation.InvokeAsync(context, input, http.RequestAborted).ConfigureAwait(false);
        if (operation.Effect != OperationEffect.Reads)
        {
            changed(operation);
        }

        await JsonAnswer.WriteAsync(http.Response, output).ConfigureAwait(false);
    }

    /// <summary>The parameters of a URL, each as often as it is there.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Texts(IQueryCollection query)
    {
        foreach ((string name, StringValues values) in query)
        {
            foreach (string? value in values)
            {
                yield return KeyValuePair.Create(name, value ?? "");
            }
        }
    }

    private async Task<JsonElement> ReadAsync(HttpRequest request, IReadOnlyList<KeyValuePair<string, string>> parts)
    {
        JsonElement named = OperationInput.Of(operation, parts);
        JsonElement body = await ReadBodyAsync(request).ConfigureAwait(false);
        if (parts.Count == 0)
        {
            return body;
        }

        foreach (JsonProperty member in body.EnumerateObject())
        {
            if (named.TryGetProperty(member.Name, out _))
            {
                throw Invalid($"{member.Name} is given by the path.");
            }
        }

        return InputObject.Of(json => json.WriteMembers(named.EnumerateObject().Concat(body.EnumerateObject())));
    }

    /// <summary>No body is an object with nothing in it.</summary>
    private static async Task<JsonElement> ReadBodyAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted).ConfigureAwait(false);
        if (bytes.Length == 0)
        {
            return OperationInput.Empty;
        }

        try
        {
            JsonElement body = JsonDocument.Parse(bytes.ToArray(), Strict).RootElement;
            return body.ValueKind == JsonValueKind.Object ? body : throw Invalid("The body is a JSON object.");
        }
        catch (JsonException exception)
        {
            throw Invalid($"The body is no JSON: {exception.Message}");
        }
    }

    private static OperationException Invalid(string message) => new(OperationProblem.Invalid, "invalid_input", message);
}
