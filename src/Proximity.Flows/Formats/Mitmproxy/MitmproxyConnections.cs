using System.Text;
using Proximity.Flows;

namespace Proximity.Formats.Mitmproxy;

/// <summary>Writes what a flow knows of the connections to client and origin; the rest is null, as mitmproxy writes it.</summary>
internal static class MitmproxyConnections
{
    public static void WriteClient(TnetWriter writer, FlowSnapshot flow, MitmproxyTimes times, string id)
    {
        MitmproxyWriter.Name(writer, "client_conn");
        int begun = writer.Begin();
        Address(writer, "address", flow.ClientIP, flow.Details?.ClientPort ?? 0);
        Address(writer, "sockname", string.Empty, 0);
        MitmproxyWriter.Name(writer, "timestamp_start");
        writer.Float(times.RequestStart);
        MitmproxyWriter.Name(writer, "timestamp_tls_setup");
        MitmproxyWriter.Optional(writer, flow.ClientTls, (output, _) => output.Float(times.RequestStart));
        MitmproxyCertificates.WriteShown(writer, flow.ClientTls);
        MitmproxyWriter.Name(writer, "tls_extensions");
        writer.EndList(writer.Begin());
        MitmproxyCertificates.WriteList(writer, tls: null);
        WriteCommon(writer, flow.ClientTls, id);
        writer.EndDictionary(begun);
    }

    public static void WriteServer(TnetWriter writer, FlowSnapshot flow, ExchangeUrl url, MitmproxyTimes times, string id)
    {
        MitmproxyWriter.Name(writer, "server_conn");
        int begun = writer.Begin();
        Address(writer, "address", url.Host, url.Port);
        if (flow.Details?.OriginAddress is { } address)
        {
            Address(writer, "ip_address", address, url.Port);
        }
        else
        {
            MitmproxyWriter.Name(writer, "ip_address");
            writer.Null();
        }

        foreach (string name in (ReadOnlySpan<string>)["source_address", "via", "via2"])
        {
            MitmproxyWriter.Name(writer, name);
            writer.Null();
        }

        WriteServerTimes(writer, flow, times);
        MitmproxyCertificates.WriteList(writer, flow.OriginTls);
        WriteCommon(writer, flow.OriginTls, id);
        writer.EndDictionary(begun);
    }

    private static void WriteServerTimes(TnetWriter writer, FlowSnapshot flow, MitmproxyTimes times)
    {
        // Times stand for a connection that this exchange made.
        bool isOwn = times.HasConnected;
        Time(writer, "timestamp_start", isOwn, times.RequestStart);
        Time(writer, "timestamp_tcp_setup", isOwn, times.TcpConnected);
        Time(writer, "timestamp_tls_setup", isOwn && flow.OriginTls is not null, times.Connected);
    }

    private static void WriteCommon(TnetWriter writer, FlowTls? tls, string id)
    {
        MitmproxyWriter.Name(writer, "id");
        writer.Text(id);
        MitmproxyWriter.Name(writer, "state");
        writer.Integer(0);
        MitmproxyWriter.Name(writer, "error");
        writer.Null();
        MitmproxyWriter.Name(writer, "timestamp_end");
        writer.Null();
        MitmproxyWriter.Name(writer, "tls");
        writer.Boolean(tls is not null);
        MitmproxyWriter.Name(writer, "tls_established");
        writer.Boolean(tls is not null);
        foreach (string name in (ReadOnlySpan<string>)["alpn_offers", "cipher_list"])
        {
            MitmproxyWriter.Name(writer, name);
            writer.EndList(writer.Begin());
        }

        Text(writer, "tls_version", tls?.Protocol.Replace("TLS ", "TLSv", StringComparison.Ordinal));
        Text(writer, "cipher_name", tls?.CipherSuite);
        Text(writer, "sni", tls?.ServerName);
        MitmproxyWriter.Name(writer, "alpn");
        MitmproxyWriter.Optional(writer, tls?.ApplicationProtocol, static (output, name) => output.Bytes(Encoding.UTF8.GetBytes(name)));
    }

    private static void Address(TnetWriter writer, string name, string host, int port)
    {
        MitmproxyWriter.Name(writer, name);
        int begun = writer.Begin();
        writer.Text(host);
        writer.Integer(port);
        writer.EndList(begun);
    }

    private static void Time(TnetWriter writer, string name, bool isKnown, decimal time)
    {
        MitmproxyWriter.Name(writer, name);
        if (isKnown)
        {
            writer.Float(time);
        }
        else
        {
            writer.Null();
        }
    }

    private static void Text(TnetWriter writer, string name, string? value)
    {
        MitmproxyWriter.Name(writer, name);
        MitmproxyWriter.Optional(writer, value, static (output, text) => output.Text(text));
    }
}
