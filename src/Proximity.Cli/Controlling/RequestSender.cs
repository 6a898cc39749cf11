using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Controlling;

/// <summary>
/// Sends requests through the proxy as a client of this machine does, each on a connection of its own, and finds the flow that each became:
/// by its head, byte for byte.
/// </summary>
/// <param name="server">The proxy.</param>
/// <param name="settings">Its credentials.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class RequestSender(ProxyServer server, Settings settings, TimeProvider timeProvider)
{
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FlowPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc cref="IControlledProxy.SendAsync"/>
    public async Task<SentRequest> SendAsync(RequestToSend request, CancellationToken cancellationToken)
    {
        var isSecure = request.Url.Scheme == Uri.UriSchemeHttps;
        if (isSecure && server.AuthorityCertificate is null)
        {
            throw new OperationException(
                OperationProblem.Conflict, "not_intercepting", "A request over https becomes a flow with interception only (--mitm).");
        }

        if (settings is { ProxyAuthFile: not null, ProxyAuth: null })
        {
            throw new OperationException(
                OperationProblem.NotSupported,
                "unknown_credentials",
                "Of the credentials in the file only hashes are known: none can be sent.");
        }

        using var deadline = new CancellationTokenSource(MostTime, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var newest = server.Flows.Take(long.MaxValue, isDescending: true, most: 1) is [var flow] ? flow.Id : 0;
        var head = Head(request, isSecure);
        try
        {
            var status = await ExchangeAsync(request, head, isSecure, either.Token).ConfigureAwait(false);
            return new SentRequest(await FlowOfAsync(head, newest, either.Token).ConfigureAwait(false), status, null);
        }
        catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException or InvalidDataException)
        {
            return new SentRequest(await FlowOfAsync(head, newest, either.Token).ConfigureAwait(false), null, exception.Message);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new SentRequest(null, null, $"There was no whole response within {MostTime.TotalSeconds} seconds.");
        }
    }

    /// <returns>The status of the response, which has been read to its end.</returns>
    private async Task<int> ExchangeAsync(RequestToSend request, string head, bool isSecure, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Parse(server.ProxyUrl.Host.Trim('[', ']')), server.EndPoint.Port, cancellationToken)
            .ConfigureAwait(false);
        var plain = new NetworkStream(socket);
        await using (plain.ConfigureAwait(false))
        {
            if (!isSecure)
            {
                return await AskAsync(plain, head, request.Body, cancellationToken).ConfigureAwait(false);
            }

            await OpenTunnelAsync(plain, request.Url, cancellationToken).ConfigureAwait(false);
            var secure = new SslStream(plain, leaveInnerStreamOpen: true);
            await using (secure.ConfigureAwait(false))
            {
                await secure.AuthenticateAsClientAsync(Trusting(request.Url.IdnHost), cancellationToken).ConfigureAwait(false);
                return await AskAsync(secure, head, request.Body, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private SslClientAuthenticationOptions Trusting(string host)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(server.AuthorityCertificate!);
        return new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = policy };
    }

    private async Task OpenTunnelAsync(Stream stream, Uri url, CancellationToken cancellationToken)
    {
        var target = string.Create(CultureInfo.InvariantCulture, $"{HostOf(url)}:{url.Port}");
        var head = $"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{Credentials()}\r\n";
        await WriteAsync(stream, head, cancellationToken).ConfigureAwait(false);
        var answer = await ResponseText.ReadHeadAsync(stream, cancellationToken).ConfigureAwait(false);
        if (answer.Status is < 200 or > 299)
        {
            throw new InvalidDataException($"The proxy did not open a tunnel to {target}: {answer.Status}.");
        }
    }

    private static async Task<int> AskAsync(Stream stream, string head, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await WriteAsync(stream, head, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(body, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        ResponseText answer;
        do
        {
            answer = await ResponseText.ReadHeadAsync(stream, cancellationToken).ConfigureAwait(false);
        }
        while (answer.Status is > 100 and < 200 or 100);
        await ResponseText.PassOverAsync(stream, cancellationToken).ConfigureAwait(false);
        return answer.Status;
    }

    private static ValueTask WriteAsync(Stream stream, string text, CancellationToken cancellationToken)
        => stream.WriteAsync(Encoding.Latin1.GetBytes(text), cancellationToken);

    private string Head(RequestToSend request, bool isSecure)
    {
        var url = request.Url;
        var authority = url.IsDefaultPort ? HostOf(url) : string.Create(CultureInfo.InvariantCulture, $"{HostOf(url)}:{url.Port}");
        var head = new StringBuilder();
        var target = isSecure ? url.PathAndQuery : $"http://{authority}{url.PathAndQuery}";
        head.Append(CultureInfo.InvariantCulture, $"{request.Method} {target} HTTP/1.1\r\n");
        if (!request.Headers.Any(static field => field.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)))
        {
            head.Append(CultureInfo.InvariantCulture, $"Host: {authority}\r\n");
        }

        foreach (var (name, value) in request.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        if (request.Body.Length > 0 || request.Method is "POST" or "PUT" or "PATCH")
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {request.Body.Length}\r\n");
        }

        return head.Append(isSecure ? "" : Credentials()).Append("Connection: close\r\n\r\n").ToString();
    }

    private static string HostOf(Uri url) => url.HostNameType == UriHostNameType.IPv6 ? $"[{url.IdnHost.Trim('[', ']')}]" : url.IdnHost;

    private string Credentials() => settings.ProxyAuth is { } credentials
        ? $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}\r\n" : "";

    /// <summary>The flow with this head behind an id; null when none was recorded.</summary>
    private async Task<long?> FlowOfAsync(string head, long after, CancellationToken cancellationToken)
    {
        var began = timeProvider.GetTimestamp();
        while (true)
        {
            var flows = server.Flows.Take(after, isDescending: false, most: int.MaxValue);
            if (Array.Find(flows, flow => flow.Request.Raw == head) is { } flow
                && (flow.Completed || timeProvider.GetElapsedTime(began) > FlowPatience))
            {
                return flow.Id;
            }

            if (timeProvider.GetElapsedTime(began) > FlowPatience)
            {
                return null;
            }

            await Task.Delay(LookInterval, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
