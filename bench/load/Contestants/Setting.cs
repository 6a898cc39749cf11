using System.Net;

namespace Proximity.Load.Contestants;

/// <summary>What a contestant is started for.</summary>
/// <param name="Folder">A folder of its own, for its configuration and what it writes.</param>
/// <param name="Http">Where it takes HTTP requests.</param>
/// <param name="Tcp">Where it passes bytes on to the origin blindly, if it does that instead of CONNECT.</param>
/// <param name="Origin">Whom the requests are for.</param>
/// <param name="Upstream">The parent proxy to go through, null for none.</param>
internal sealed record Setting(string Folder, IPEndPoint Http, IPEndPoint Tcp, IPEndPoint Origin, IPEndPoint? Upstream)
{
    /// <summary>Certificates, where TLS is spoken with clients and the origin; null where it is not.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>Whom the contestant connects to.</summary>
    public IPEndPoint NextHop => Upstream ?? Origin;

    /// <summary>A name that the start before did not have: what a contestant keeps outside its folder, in shared memory say, is not found by the next.</summary>
    public string UniqueName => $"p{Environment.ProcessId}n{Http.Port}";

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
