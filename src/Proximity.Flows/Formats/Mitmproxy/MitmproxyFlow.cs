using System.Globalization;
using Proximity.Flows;
using Proximity.Protocol.Targets;

namespace Proximity.Formats.Mitmproxy;

/// <summary>Makes a flow of the state that mitmproxy has written. What is missing in an older or newer version gets its default.</summary>
internal static class MitmproxyFlow
{
    private const string ConnectMethod = "CONNECT";

    public static FlowParts Read(TnetValue state, FormatLosses losses)
    {
        TnetValue request = state["request"];
        TnetValue response = state["response"];
        TnetValue client = state["client_conn"];
        TnetValue server = state["server_conn"];
        string? error = state["error"]["msg"].Text;
        string method = request["method"].Text ?? "GET";
        bool isTls = request["scheme"].Text == "https";
        string authority = AuthorityOf(request);
        FlowTls? clientTls = isTls ? TlsOf(client, MitmproxyCertificates.ReadShown(client)) : null;
        FlowTls? originTls = TlsOf(server, MitmproxyCertificates.ReadList(server));
        losses.AddIf(state["metadata"].Payload.Length > 0, MitmproxyLosses.Metadata);
        losses.AddIf(client["certificate_list"].Items.Count > 0, MitmproxyLosses.ClientCertificates);
        bool isCut = server["certificate_list"].Items.Count > (originTls?.Certificates.Count ?? 0);
        losses.AddIf(isCut, MitmproxyLosses.UnreadCertificates);
        MessageParts? answer = response.IsDictionary ? ReadResponse(response, method) : null;
        return new FlowParts
        {
            Timestamp = MitmproxyTime.Read(request["timestamp_start"]) ?? DateTimeOffset.UnixEpoch,
            ClientIP = ClientAddress(client) is [var host, ..] ? host.Text ?? string.Empty : string.Empty,
            Request = ReadRequest(request, method, Target(request, method, authority, clientTls is not null)),
            Response = answer,
            Duration = MitmproxyTime.Duration(state),
            Timings = MitmproxyTime.Timings(state),
            Tunnel = clientTls is not null && method != ConnectMethod ? authority : null,
            ClientTls = clientTls,
            OriginTls = originTls,
            ClientInClear = isTls && clientTls is null,
            ErrorCode = error is null ? null : FailureCode.Of(error, answer is not null),
            WebSocketMessages = MitmproxyWebSocket.Read(state["websocket"]),
            Details = ReadDetails(state, answer?.Body, error),
        };
    }

    private static List<TnetValue> ClientAddress(TnetValue client)
        => (client["peername"].IsNull ? client["address"] : client["peername"]).Items;

    private static List<TnetValue> OriginAddress(TnetValue server)
        => (server["ip_address"].IsNull ? server["peername"] : server["ip_address"]).Items;

    private static FlowDetails ReadDetails(TnetValue state, FlowBody? body, string? error) => new()
    {
        OriginAddress = OriginAddress(state["server_conn"]) is [var address, ..] ? address.Text : null,
        Connection = state["server_conn"]["id"].Text is { Length: > 0 } origin ? origin : null,
        ClientConnection = state["client_conn"]["id"].Text is { Length: > 0 } client ? client : null,
        ClientPort = ClientAddress(state["client_conn"]) is [_, var port, ..] && port.Number is > 0 and <= ushort.MaxValue and var number
            ? (int)number : null,
        Tls = MitmproxyTime.Tls(state),
        WireBodyBytes = body is { State: FlowBodyState.Complete } ? body.TotalBytes : null,
        Error = error,
        Comment = state["comment"].Text is { Length: > 0 } comment ? comment : null,
        Mark = MitmproxyMarks.Read(state["marked"].IsTrue ? "true" : state["marked"].Text),
    };

    /// <summary>A request inside a tunnel, a CONNECT, and one to a proxy name their targets differently (RFC 9112 §3.2).</summary>
    private static string Target(TnetValue request, string method, string authority, bool isInTunnel)
    {
        if (method == ConnectMethod)
        {
            return request["authority"].Text is { Length: > 0 } named ? named : authority;
        }

        string path = request["path"].Text ?? "/";
        return isInTunnel ? path : $"{request["scheme"].Text ?? "http"}://{WithoutPort(authority, request["scheme"].Text)}{path}";
    }

    private static string AuthorityOf(TnetValue request)
    {
        string host = request["host"].Text ?? string.Empty;
        return Authority.Format(host.Trim('[', ']'), (int)Math.Clamp(request["port"].Number ?? 80, 0, ushort.MaxValue));
    }

    private static string WithoutPort(string authority, string? scheme)
    {
        string port = scheme == "https" ? ":443" : ":80";
        return authority.EndsWith(port, StringComparison.Ordinal) ? authority[..^port.Length] : authority;
    }

    private static MessageParts ReadRequest(TnetValue request, string method, string target)
    {
        List<KeyValuePair<string, string>> headers = ReadHeaders(request["headers"]);
        string version = VersionOf(request);
        bool isRendered = version.StartsWith("HTTP/2", StringComparison.Ordinal);
        FlowBody body = method == ConnectMethod ? FlowBody.InTunnel : ReadBody(request, headers);
        return new MessageParts(method, target, version, headers, body) { IsRendered = isRendered };
    }

    private static MessageParts ReadResponse(TnetValue response, string method)
    {
        List<KeyValuePair<string, string>> headers = ReadHeaders(response["headers"]);
        string version = VersionOf(response);
        decimal status = response["status_code"].Number ?? response["code"].Number ?? 0;
        string reason = response["reason"].Text ?? response["msg"].Text ?? string.Empty;
        bool isTunnel = method == ConnectMethod && status is >= 200 and < 300;
        return new MessageParts(
            version,
            ((int)Math.Clamp(status, 0, 999)).ToString(CultureInfo.InvariantCulture),
            reason,
            headers,
            isTunnel ? FlowBody.InTunnel : ReadBody(response, headers))
        {
            IsRendered = version.StartsWith("HTTP/2", StringComparison.Ordinal),
        };
    }

    private static string VersionOf(TnetValue message) => message["http_version"].Text is { Length: > 0 } version ? version : "HTTP/1.1";

    private static List<KeyValuePair<string, string>> ReadHeaders(TnetValue headers)
    {
        List<KeyValuePair<string, string>> fields = [];
        foreach (TnetValue header in headers.Items)
        {
            if (header.Items is [var name, var value, ..])
            {
                fields.Add(new(name.Text ?? string.Empty, value.Text ?? string.Empty));
            }
        }

        return fields;
    }

    /// <summary>Null is a body that mitmproxy does not have; an empty one is none.</summary>
    private static FlowBody ReadBody(TnetValue message, List<KeyValuePair<string, string>> headers)
    {
        TnetValue content = message["content"].Tag == '\0' ? message["body"] : message["content"];
        if (content.IsNull)
        {
            return FlowBody.None.Without(NotKeptReason.Off);
        }

        byte[] bytes = content.Bytes.ToArray();
        List<KeyValuePair<string, string>> trailers = ReadHeaders(message["trailers"]);
        return bytes.Length == 0 && trailers.Count == 0
            ? FlowBody.None
            : new FlowBody(FlowBodyState.Complete, bytes, bytes.Length) { ContentCodings = CodingNames.Of(headers), Trailers = trailers };
    }

    private static FlowTls? TlsOf(TnetValue connection, FlowCertificate[] certificates)
    {
        if (!connection["tls"].IsTrue && !connection["tls_established"].IsTrue && connection["tls_version"].IsNull)
        {
            return null;
        }

        string version = connection["tls_version"].Text?.Replace("TLSv", "TLS ", StringComparison.Ordinal) ?? string.Empty;
        return new FlowTls(
            version is "TLS 1" ? "TLS 1.0" : version,
            (connection["cipher_name"].IsNull ? connection["cipher"] : connection["cipher_name"]).Text ?? string.Empty,
            connection["alpn"].Text,
            connection["sni"].Text)
        {
            Certificates = certificates,
        };
    }
}
