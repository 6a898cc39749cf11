using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Proximity.Tls;
using Proximity.Wires;

namespace Proximity.Tests.Exchanges;

/// <summary>The ends of a conversation in an intercepted tunnel: what they do, whatever becomes of it.</summary>
internal static class TlsConversation
{
    private static readonly X509Certificate2 OriginCertificate = MakeCertificate(TimeProvider.System.GetUtcNow());

    /// <summary>Opens a tunnel, makes TLS in it, sends, and returns what came back.</summary>
    public static async Task<string> AskAsync(Wire wire, string authority, string request)
    {
        await wire.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n"));
        await using var stream = new SslStream(new WireStream(wire, default), leaveInnerStreamOpen: true, AcceptsAny);
        var seen = new StringBuilder();
        try
        {
            if (!(await ReadHeadAsync(wire)).StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
            {
                return "";
            }

            await stream.AuthenticateAsClientAsync("origin.test");
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
            byte[] buffer = new byte[4096];
            while (await stream.ReadAsync(buffer) is > 0 and var count)
            {
                seen.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }

            await stream.ShutdownAsync();
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            // Broken off: what came until then counts.
        }

        return seen.ToString();
    }

    /// <summary>Answers every connection once it has seen so much.</summary>
    public static async Task AnswerAsync(Listener listener, int expected, string answer)
    {
        var running = new List<Task>();
        while (await listener.AcceptAsync() is { } wire)
        {
            running.Add(Task.Run(() => AnswerOneAsync(wire, expected, answer)));
        }

        await Task.WhenAll(running);
    }

    private static async Task AnswerOneAsync(Wire wire, int expected, string answer)
    {
        await using var stream = new SslStream(new WireStream(wire, default), leaveInnerStreamOpen: true);
        try
        {
            await stream.AuthenticateAsServerAsync(OriginCertificate);
            byte[] buffer = new byte[4096];
            for (int seen = 0; seen < expected;)
            {
                int count = await stream.ReadAsync(buffer);
                if (count == 0)
                {
                    break;
                }

                seen += count;
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
            await stream.ShutdownAsync();
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            // The proxy has left.
        }

        wire.Close();
    }

    /// <summary>Certificates are not what is asked about.</summary>
    private static bool AcceptsAny(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        => certificate is not null;

    private static X509Certificate2 MakeCertificate(DateTimeOffset now)
        => new CertificateAuthority(AuthorityMaker.Make(now)).Mint("origin.test", now);

    private static bool IsBreak(Exception exception)
        => exception is IOException or OperationCanceledException or InvalidOperationException or AuthenticationException;

    private static async Task<string> ReadHeadAsync(Wire wire)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && (await wire.ReadAsync(one)).Count > 0)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
