using System.Net.Http.Headers;
using System.Text;

namespace Proximity.Fuzz.Onward;

/// <summary>The response parser of .NET's HTTP client, in this process, over a connection that holds one response.</summary>
internal sealed class ClientParser : IDisposable
{
    private readonly HttpMessageInvoker invoker;
    private HeldBackStream connection = new([]);

    public ClientParser()
    {
        invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = (_, _) => new ValueTask<Stream>(connection),
            PooledConnectionLifetime = TimeSpan.Zero,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = 128,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        });
    }

    /// <summary>Demands the same status, reason, values of every field, body and trailers, and the same end.</summary>
    public void DemandSame(SentMessage sent, bool toHead, bool endsWithConnection)
    {
        connection = new HeldBackStream(sent.Bytes);
        using HttpRequestMessage request = new(toHead ? HttpMethod.Head : HttpMethod.Get, "http://a.test/");
        try
        {
            using HttpResponseMessage response = invoker.Send(request, CancellationToken.None);
            using StreamReader reader = new(response.Content.ReadAsStream(), Encoding.Latin1);
            string body = reader.ReadToEnd();
            Demand.True(connection.IsReadWhole, $"the client is done before the end: {sent.Meaning}");
            Demand.Same(endsWithConnection, connection.IsEndSeen, $"whether the client waits for the close: {sent.Meaning}");
            DemandSame(sent.Meaning, response, body);
        }
        catch (HttpRequestException exception)
        {
            throw new InvariantException($"the client refuses what was sent on: {exception.Message} {sent.Meaning}");
        }
        catch (IOException exception)
        {
            throw new InvariantException($"the client does not read what was sent on: {exception.Message} {sent.Meaning}");
        }
    }

    public void Dispose() => invoker.Dispose();

    private static void DemandSame(ParsedMessage meaning, HttpResponseMessage response, string body)
    {
        Demand.Same(meaning.Start, $"{(int)response.StatusCode} {response.ReasonPhrase}", "the status line for the client");
        Demand.Same(meaning.Body, body, "the body for the client");
        Demand.Same(Sorted(Pairs(meaning.Fields)), Sorted(Pairs(response.Headers).Concat(Pairs(response.Content.Headers))), "the fields for the client");
        Demand.Same(Sorted(Pairs(meaning.Trailers)), Sorted(Pairs(response.TrailingHeaders)), "the trailers for the client");
    }

    private static IEnumerable<(string Name, string Value)> Pairs(IReadOnlyList<string> fields) => fields.Chunk(2).Select(pair => (pair[0], pair[1]));

    private static IEnumerable<(string Name, string Value)> Pairs(HttpHeaders headers) => headers.NonValidated.SelectMany(field => field.Value.Select(value => (field.Key, value)));

    /// <summary>The client spells known names in its own way and puts the lines of one name together.</summary>
    private static string Sorted(IEnumerable<(string Name, string Value)> fields) => string.Join(
        " | ",
        fields.GroupBy(field => field.Name, field => field.Value, StringComparer.OrdinalIgnoreCase)
            .OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase)
            .Select(group => $"{group.Key.ToUpperInvariant()}: {string.Join(", ", group)}"));
}
