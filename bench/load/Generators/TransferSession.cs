using System.Text;
using Proximity.Load.Contestants;

namespace Proximity.Load.Generators;

/// <summary>Large bodies, one after the other, by requests to the proxy or inside a tunnel.</summary>
internal sealed class TransferSession(RunningProxy proxy, Transfer transfer) : ISession
{
    private const int BufferBytes = 256 * 1024;

    private readonly byte[] request = Encoding.Latin1.GetBytes(Head(proxy, transfer));
    private readonly bool reconnects = !transfer.InTunnel && !proxy.Contestant.Can(Abilities.KeepAlive);
    private BlockingPeer? peer;

    public double Step()
    {
        peer ??= transfer.InTunnel ? ProxiedPeer.Tunnel(proxy, BufferBytes) : ProxiedPeer.Http(proxy, BufferBytes);
        peer.Send(request);
        if (transfer.IsUpload)
        {
            (transfer.IsChunked ? BulkBody.Chunked : BulkBody.Plain).Send(peer, transfer.Bytes);
        }

        peer.ReadAnswer();
        if (!transfer.IsUpload)
        {
            SkipBody(peer);
        }

        if (reconnects)
        {
            Dispose();
        }

        return transfer.Bytes / 1073741824.0;
    }

    public void Dispose()
    {
        peer?.Dispose();
        peer = null;
    }

    private void SkipBody(BlockingPeer from)
    {
        if (!transfer.IsChunked)
        {
            from.Skip(transfer.Bytes);
        }
        else if (from.SkipChunked() is var read && read < transfer.Bytes)
        {
            throw new InvalidDataException($"{read} bytes instead of {transfer.Bytes}.");
        }
    }

    private static string Head(RunningProxy proxy, Transfer transfer)
    {
        var path = $"/{(transfer.IsChunked ? "chunked" : "length")}/{transfer.Bytes}";
        var target = transfer.InTunnel ? path : proxy.Target(path);
        var framing = transfer.IsChunked ? "Transfer-Encoding: chunked" : $"Content-Length: {transfer.Bytes}";
        return $"{(transfer.IsUpload ? "POST" : "GET")} {target} HTTP/1.1\r\nHost: {proxy.Setting.Origin}\r\n{(transfer.IsUpload ? framing + "\r\n" : "")}\r\n";
    }
}
