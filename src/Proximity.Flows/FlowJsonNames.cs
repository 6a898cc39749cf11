using System.Text.Json;

namespace Proximity.Flows;

/// <summary>The names in the file, encoded once.</summary>
internal static class FlowJsonNames
{
    public const string TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff";

    public static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    public static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("timestamp");
    public static readonly JsonEncodedText ClientIP = JsonEncodedText.Encode("clientIP");
    public static readonly JsonEncodedText ClientConnection = JsonEncodedText.Encode("clientConnection");
    public static readonly JsonEncodedText ClientProcess = JsonEncodedText.Encode("clientProcess");
    public static readonly JsonEncodedText Request = JsonEncodedText.Encode("request");
    public static readonly JsonEncodedText Response = JsonEncodedText.Encode("response");
    public static readonly JsonEncodedText Duration = JsonEncodedText.Encode("duration");
    public static readonly JsonEncodedText Timings = JsonEncodedText.Encode("timings");
    public static readonly JsonEncodedText Intercepted = JsonEncodedText.Encode("intercepted");
    public static readonly JsonEncodedText Modified = JsonEncodedText.Encode("modified");
    public static readonly JsonEncodedText Completed = JsonEncodedText.Encode("completed");
    public static readonly JsonEncodedText ErrorCode = JsonEncodedText.Encode("errorCode");
    public static readonly JsonEncodedText AnsweredStatus = JsonEncodedText.Encode("answeredStatus");
    public static readonly JsonEncodedText RequestBytes = JsonEncodedText.Encode("requestBytes");
    public static readonly JsonEncodedText ResponseBytes = JsonEncodedText.Encode("responseBytes");

    public static readonly JsonEncodedText Tunnel = JsonEncodedText.Encode("tunnel");
    public static readonly JsonEncodedText ClientTls = JsonEncodedText.Encode("clientTls");
    public static readonly JsonEncodedText OriginTls = JsonEncodedText.Encode("originTls");
    public static readonly JsonEncodedText ClientInClear = JsonEncodedText.Encode("clientInClear");
    public static readonly JsonEncodedText ClientStream = JsonEncodedText.Encode("clientStream");
    public static readonly JsonEncodedText OriginStream = JsonEncodedText.Encode("originStream");
    public static readonly JsonEncodedText Connection = JsonEncodedText.Encode("connection");
    public static readonly JsonEncodedText Stream = JsonEncodedText.Encode("stream");
    public static readonly JsonEncodedText PassedThrough = JsonEncodedText.Encode("passedThrough");
    public static readonly JsonEncodedText AnsweredBy = JsonEncodedText.Encode("answeredBy");
    public static readonly JsonEncodedText Protocol = JsonEncodedText.Encode("protocol");
    public static readonly JsonEncodedText CipherSuite = JsonEncodedText.Encode("cipherSuite");
    public static readonly JsonEncodedText ApplicationProtocol = JsonEncodedText.Encode("applicationProtocol");
    public static readonly JsonEncodedText ServerName = JsonEncodedText.Encode("serverName");

    public static readonly JsonEncodedText Method = JsonEncodedText.Encode("method");
    public static readonly JsonEncodedText Url = JsonEncodedText.Encode("url");
    public static readonly JsonEncodedText Version = JsonEncodedText.Encode("version");
    public static readonly JsonEncodedText Status = JsonEncodedText.Encode("status");
    public static readonly JsonEncodedText StatusText = JsonEncodedText.Encode("statusText");
    public static readonly JsonEncodedText Headers = JsonEncodedText.Encode("headers");
    public static readonly JsonEncodedText Streamed = JsonEncodedText.Encode("streamed");
    public static readonly JsonEncodedText Raw = JsonEncodedText.Encode("raw");
    public static readonly JsonEncodedText Rendered = JsonEncodedText.Encode("rendered");

    public static readonly JsonEncodedText Dns = JsonEncodedText.Encode("dns");
    public static readonly JsonEncodedText Connect = JsonEncodedText.Encode("connect");
    public static readonly JsonEncodedText Send = JsonEncodedText.Encode("send");
    public static readonly JsonEncodedText Wait = JsonEncodedText.Encode("wait");
    public static readonly JsonEncodedText Receive = JsonEncodedText.Encode("receive");
}
