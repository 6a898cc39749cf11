using Proximity.Flows;

namespace Proximity.Formats;

/// <summary>A message as a reader gathers it.</summary>
/// <param name="First">The method of a request, the version of a response.</param>
/// <param name="Second">The target of a request, the status of a response in decimal.</param>
/// <param name="Third">The version of a request, the reason phrase of a response.</param>
/// <param name="Headers">The field lines in their order.</param>
/// <param name="Body">What is kept of the body.</param>
internal sealed record MessageParts(
    string First,
    string Second,
    string Third,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    FlowBody Body)
{
    /// <summary>The head as it was received, an octet for each character; empty when the file does not have it.</summary>
    public string Raw { get; init; } = string.Empty;

    /// <summary>True for a message that came by HTTP/2.</summary>
    public bool IsRendered { get; init; }

    public static MessageParts Of(RequestSnapshot request)
        => new(request.Method, request.Url, request.Version, request.Headers, request.Body)
        {
            Raw = request.Raw,
            IsRendered = request.IsRendered,
        };

    public static MessageParts Of(ResponseSnapshot response)
        => new(response.Version, ProxyResponse.FormatStatus(response.Status), response.StatusText, response.Headers, response.Body)
        {
            Raw = response.Raw,
            IsRendered = response.IsRendered,
        };
}
