using Proximity.Flows;

namespace Proximity;

/// <summary>A response, as handlers see and change it.</summary>
public sealed class ExchangeResponse
{
    internal ExchangeResponse(ProxyResponse message, MessageBody body)
    {
        Message = message;
        Body = body;
    }

    /// <summary>The status, 200 to 999; 101 for a switch of protocols.</summary>
    public int Status { get => Message.Status; set => Message.Status = value; }

    /// <summary>The reason phrase; may be empty.</summary>
    public string StatusText { get => Message.StatusText; set => Message.StatusText = value; }

    /// <summary>The header fields.</summary>
    public HeaderCollection Headers => Message.Headers;

    /// <summary>The version, such as <c>HTTP/1.1</c>.</summary>
    public string Version => Message.Version;

    /// <summary>The body.</summary>
    public MessageBody Body { get; }

    /// <summary>The head as the callbacks and interceptors know it.</summary>
    internal ProxyResponse Message { get; }
}
