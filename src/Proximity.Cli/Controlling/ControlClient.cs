using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Proximity.Cli.Recordings;

namespace Proximity.Cli.Controlling;

/// <summary>Asks the inspector of a running proxy.</summary>
internal sealed class ControlClient : IDisposable
{
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(2);

    private readonly HttpClient client;
    private readonly Uri address;

    /// <param name="proxy">The proxy.</param>
    public ControlClient(RunningProxy proxy)
    {
        address = new Uri(proxy.Url);
        client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false })
        {
            Timeout = MostTime,
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", proxy.Token);
    }

    /// <summary>Asks for an operation.</summary>
    /// <returns>The answer, JSON in UTF-8.</returns>
    /// <exception cref="RecordingException">It was refused, or nothing answers.</exception>
    public async Task<byte[]> AskAsync(Operation operation, JsonElement input, CancellationToken cancellationToken)
    {
        using var request = Request(operation, input);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var content = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK ? content : throw new RecordingException(Refusal(response, content));
        }
        catch (HttpRequestException exception)
        {
            throw new RecordingException($"Nothing answers at {address}: {exception.Message}");
        }
    }

    public void Dispose() => client.Dispose();

    private HttpRequestMessage Request(Operation operation, JsonElement input)
    {
        var path = operation.Path;
        var query = new List<string>();
        foreach (var member in input.EnumerateObject())
        {
            if (operation.HasInPath(member.Name))
            {
                path = path.Replace($"{{{member.Name}}}", Uri.EscapeDataString(Text(member.Value)), StringComparison.Ordinal);
            }
            else
            {
                query.Add($"{member.Name}={Uri.EscapeDataString(Text(member.Value))}");
            }
        }

        if (operation.Method == "GET")
        {
            return new HttpRequestMessage(HttpMethod.Get, new Uri(address, query.Count == 0 ? path : $"{path}?{string.Join('&', query)}"));
        }

        var members = input.EnumerateObject().Where(member => !operation.HasInPath(member.Name));
        var body = InputObject.Of(json => json.WriteMembers(members)).GetRawText();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, new Uri(address, path)) { Content = content };
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Text)),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    private static string Refusal(HttpResponseMessage response, byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.GetProperty("error").GetProperty("message").GetString() ?? response.ReasonPhrase ?? "";
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"The inspector answered {(int)response.StatusCode} {response.ReasonPhrase}.";
        }
    }
}
